// @ts-check
// Compares how many requests a second servers answer, in turns, so that what else the machine does hits all alike.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import autocannon from 'autocannon';

/** @typedef {{ name: string, child: import('node:child_process').ChildProcess, url: string }} Server */

/** Processes of each: how V8 has compiled the same program differs from one to the next by as much as 15 %. */
const PROCESSES = Number(process.env.PROCESSES ?? 4);
const ROUNDS = Number(process.env.ROUNDS ?? 6);
const SECONDS = Number(process.env.SECONDS ?? 1);
const WARM_UP = 3;

/**
 * Forks `script` for each name, given as its argument; it is to send the port that it listens on. Prints a table of
 * the median rates, and of their ratio to that of the first.
 *
 * @param {URL} script
 * @param {string[]} names
 */
export async function compareThroughput(script, names) {
  const rates = new Map(names.map((name) => [name, /** @type {number[]} */ ([])]));
  for (let repetition = 0; repetition < PROCESSES; repetition += 1) {
    // oxlint-disable-next-line no-await-in-loop -- in turns
    const servers = await Promise.all(names.map((name) => start(script, name)));
    try {
      for (let round = -WARM_UP; round < ROUNDS; round += 1) {
        // Every other round backwards, so that nobody always comes after the same.
        for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
          // oxlint-disable-next-line no-await-in-loop -- in turns
          const rate = await load(server);
          if (round >= 0) rates.get(server.name)?.push(rate);
        }
      }
    } finally {
      for (const { child } of servers) child.kill();
    }
  }
  print(rates);
}

/**
 * @param {URL} script
 * @param {string} name
 * @returns {Promise<Server>}
 */
async function start(script, name) {
  const child = fork(script, [name]);
  const [port] = await once(child, 'message');
  return { name, child, url: `http://127.0.0.1:${port}` };
}

/**
 * @param {Server} server
 * @returns {Promise<number>} Requests per second.
 */
async function load({ name, url }) {
  const result = await autocannon({ url, connections: 50, duration: SECONDS });
  if (result.non2xx + result.errors > 0) throw new Error(`${name} failed requests`);
  return result.requests.total / result.duration;
}

/** @param {Map<string, number[]>} rates By name; the first is what the others are compared with. */
function print(rates) {
  const [first = []] = rates.values();
  console.log(
    `\nNode ${process.version}, ${PROCESSES} processes of each, ${ROUNDS} rounds of ${SECONDS} s, in turns`,
  );
  console.log(`${'requests/s (median)'.padEnd(54)}  of the first (median of the rounds)`);
  for (const [name, each] of rates) {
    // Round by round: neighbours in time share what else the machine did.
    const ratios = each.map((rate, round) => rate / (first[round] ?? rate));
    const percent = `${(median(ratios) * 100).toFixed(1)} %`;
    console.log(`${name.padEnd(42)}  ${median(each).toFixed(0).padStart(10)}  ${percent}`);
  }
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
