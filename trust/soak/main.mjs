// @ts-check
// Runs servers and clients in processes of their own, and compares each line of each log with what was logged.
//   --requests 50000   Sends so many requests. 5,000 by default.
//   --minutes 30       Sends requests for so long.
//   --keep             Keeps the logs, and prints where they are.
import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { LineChecker } from './check-lines.mjs';
import { Ledger } from './ledger.mjs';
import { linesOf } from './lines.mjs';
import { answerOf, start, startConsumer } from './processes.mjs';
import { report } from './report.mjs';

/** How many requests the clients are asked to send at a time. */
const CHUNK = 500;
/** About how many times a server is restarted, and after how many chunks at the earliest. */
const [RESTARTS, RESTART_AFTER] = [12, 4];
/** The most that a run by minutes can check. */
const MOST = 4_000_000;
/** The heap is first measured after a tenth, which is 30,000 requests. Before those, a process still compiles what it runs. */
const JUDGED_FROM = 300_000;

const { values } = parseArgs({
  options: {
    requests: { type: 'string' },
    minutes: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const minutes = numberOf('minutes', values.minutes);
const requests = numberOf('requests', values.requests) ?? (minutes === undefined ? 5_000 : MOST);
const folder = mkdtempSync(join(tmpdir(), 'aiolocals-soak-'));
const began = performance.now();

const consumer = await startConsumer(requests);
const client = await start('client.mjs', {});
/** @type {Record<string, any>[]} */
const stops = [];
let generation = 0;
const steady = await serve('steady', {});
let restarted = await serve('restarted-0', {});
/** @type {number[]} */
const heaps = [];
const answers = { sent: 0, answered: 0, aborted: 0, refused: 0, again: 0, wrong: 0, first: '' };

await run();
stops.push(await stop(steady, 'steady'), await stop(restarted, `restarted-${generation}`));
client.child.disconnect();
await consumer.close();
const logs = await checkAll();
if (values.keep) console.log(`The logs are in ${folder}`);
else rmSync(folder, { recursive: true });
const seconds = (performance.now() - began) / 1000;
process.exitCode = report({
  answers,
  findings: logs,
  stops,
  heaps,
  seconds,
  generation,
  judged: answers.sent >= JUDGED_FROM,
});

/** Sends all requests; measures at 10, 50 and 100 %; restarts a server and stalls the consumer on the way. */
async function run() {
  const marks = [0.1, 0.5, 1];
  const orders = minutes === undefined ? requests / CHUNK : minutes * 30;
  const restartEach = Math.max(RESTART_AFTER, Math.round(orders / RESTARTS));
  for (let from = 0, isDone = false; !isDone; from += CHUNK) {
    const sending = order(from, Math.min(from + CHUNK, requests));
    if ((from / CHUNK) % 5 === 2) consumer.stall(1_000);
    // While requests for it are under way.
    if ((from / CHUNK) % restartEach === restartEach - 1) await restart();
    await sending;
    const done =
      minutes === undefined ? (from + CHUNK) / requests : performance.now() / 60_000 / minutes;
    isDone = done >= 1 || from + CHUNK >= requests;
    if (done < (marks[0] ?? 2) && !isDone) continue;
    marks.shift();
    steady.child.send({ kind: 'measure' });
    heaps.push((await answerOf(steady.child, 'measured')).heapUsed);
  }
}

async function order(/** @type {number} */ from, /** @type {number} */ to) {
  const targets = { steady: steady.ready.ports, restarted: restarted.ready.ports };
  client.child.send({ from, to, targets });
  const { answers: more } = await answerOf(client.child, 'sent');
  for (const name of /** @type {const} */ ([
    'sent',
    'answered',
    'aborted',
    'refused',
    'again',
    'wrong',
  ])) {
    answers[name] += more[name];
  }
  answers.first ||= more.first;
}

async function restart() {
  const old = restarted;
  stops.push(await stop(old, `restarted-${generation}`));
  generation += 1;
  restarted = await serve(`restarted-${generation}`, old.ready.ports);
}

async function serve(/** @type {string} */ name, /** @type {object} */ ports) {
  return start('server.mjs', { folder, name, consumer: consumer.port, requests, ports });
}

async function stop(/** @type {typeof steady} */ { child }, /** @type {string} */ name) {
  child.send({ kind: 'stop' });
  const stopped = await answerOf(child, 'stopped');
  return { ...stopped, name };
}

/** Checks each log of each server. */
async function checkAll() {
  const all = [];
  for (const { name, logged, opened } of stops) {
    for (const file of readdirSync(folder).filter((each) => each.startsWith(`${name}.`))) {
      const checker = new LineChecker(file, requests);
      for await (const line of linesOf(createReadStream(join(folder, file)))) {
        checker.check(line);
      }
      const kind = file.split('.')[1] ?? '';
      all.push(conclude(kind, checker, logged, kind === 'winston' ? opened : undefined));
    }
    const socket = consumer.checkers.get(name) ?? new LineChecker(name, requests);
    all.push(conclude('socket', socket, logged, undefined));
  }
  return all;
}

/**
 * @param {string} kind
 * @param {LineChecker} checker
 * @param {Record<string, Uint16Array>} logged
 * @param {number | undefined} access - How many access lines there must be.
 */
function conclude(kind, checker, logged, access) {
  const wanted = new Ledger(requests);
  wanted.add(logged['warn'] ?? new Uint16Array());
  if (kind === 'winston') wanted.add(logged['info'] ?? new Uint16Array());
  if (kind === 'pino') wanted.add(logged['pino'] ?? new Uint16Array());
  const { findings, found } = checker;
  const missingAccess = access === undefined ? 0 : Math.max(0, access - findings.access);
  const moreAccess = access === undefined ? 0 : Math.max(0, findings.access - access);
  return {
    kind,
    ...findings,
    missing: wanted.without(found) + missingAccess,
    extra: findings.extra + found.without(wanted) + moreAccess,
  };
}

function numberOf(/** @type {string} */ name, /** @type {string | undefined} */ text) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (number > 0 && (name === 'minutes' || Number.isInteger(number))) return number;
  throw new TypeError(`Expected --${name} to be a number above 0, got ${text}`);
}
