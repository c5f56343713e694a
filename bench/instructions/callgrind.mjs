// @ts-check
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { load } from '../harness/load.mjs';

const control = promisify(execFile);
const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
/** Node 24 compiles some of what Koa calls after 20,000 requests. */
const WARM_UP = 30_000;
/** The first requests that are counted also pay for their translation by valgrind. */
const SETTLE = 1000;
/** One after the other on one connection: how many come at a time would depend on what else the machine does. */
const COUNTED = 2000;
/** The least counts: in some rounds, Node compiles something anew. */
const ROUNDS = 6;
/**
 * With these, the count of a server repeats to a percent. The garbage that requests leave is collected as ever while it is
 * young; the heap is large enough for the old to stay until the end, because one collection of it would cost as much as
 * thousands of requests.
 */
const STEADY = [
  '--single-threaded',
  '--hash-seed=7',
  '--random-seed=7',
  '--no-compact-code-space',
  '--no-flush-bytecode',
  '--no-memory-reducer',
  '--initial-old-space-size=1024',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
];

/** Whether valgrind is installed. */
export function hasValgrind() {
  try {
    execFileSync('valgrind', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Counts the instructions that a server needs for a request, with callgrind.
 *
 * @param {import('../harness/machine.mjs').NodeToMeasure} node
 * @param {string} participant
 * @param {string} id Of the server.
 * @param {string} [keep] A folder that the profile is kept in, and what names compiled code in it.
 * @returns {Promise<number>}
 */
export async function count(node, participant, id, keep) {
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'aiolocals-callgrind-'));
  const grind = [
    '--tool=callgrind',
    '--instr-atstart=no',
    '--callgrind-out-file=out',
    ...(keep ? ['--dump-instr=yes'] : []),
  ];
  const named =
    keep === undefined ? [] : ['--perf-basic-prof', '--interpreted-frames-native-stack'];
  const args = [...grind, node.binary, ...STEADY, ...named, SERVER, participant, id];
  const child = spawn('valgrind', args, {
    cwd: folder,
    env: node.env,
    stdio: ['ignore', 'pipe', keep === undefined ? 'ignore' : 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const { value: port } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
    await load(Number(port), WARM_UP, 1);
    const pid = String(child.pid);
    await control('callgrind_control', ['--instr=on', pid]);
    await load(Number(port), SETTLE, 1);
    let least = Infinity;
    for (let round = 1; round <= ROUNDS; round += 1) {
      // oxlint-disable no-await-in-loop -- one after the other
      await control('callgrind_control', ['--zero', pid]);
      await load(Number(port), COUNTED, 1);
      await control('callgrind_control', ['--dump', pid]);
      // oxlint-enable no-await-in-loop
      const dump = readFileSync(join(folder, `out.${round}`), 'utf8');
      const total = /^(?:summary|totals): (\d+)/m.exec(dump)?.[1];
      least = Math.min(least, Number(total) / COUNTED);
    }
    return least;
  } finally {
    child.kill('SIGKILL');
    await exited;
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
