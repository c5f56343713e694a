// @ts-check
// Compares how many requests a second servers answer, in turns, so that what else the machine does hits all alike.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import autocannon from 'autocannon';

/**
 * @typedef {{ name: string, child: import('node:child_process').ChildProcess, url: string, rates: number[] }} Contender
 */

const ROUNDS = Number(process.env.ROUNDS ?? 9);
const SECONDS = Number(process.env.SECONDS ?? 2);

/**
 * Forks `script` once for each name, given as its argument; it is to send the port that it listens on. Prints a table
 * of the median rates, and of their ratio to that of the first.
 *
 * @param {URL} script
 * @param {string[]} names
 */
export async function compareThroughput(script, names) {
  /** @type {Contender[]} */
  const contenders = await Promise.all(
    names.map(async (name) => {
      const child = fork(script, [name]);
      const [port] = await once(child, 'message');
      return { name, child, url: `http://127.0.0.1:${port}`, rates: [] };
    }),
  );
  // One round to warm up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const contender of contenders) {
      const { url } = contender;
      // oxlint-disable-next-line no-await-in-loop -- in turns
      const result = await autocannon({ url, connections: 50, duration: SECONDS });
      if (result.non2xx + result.errors > 0) throw new Error(`${contender.name} failed requests`);
      if (round > 0) contender.rates.push(result.requests.total / result.duration);
    }
  }
  for (const { child } of contenders) child.kill();
  print(contenders);
}

/** @param {Contender[]} contenders */
function print(contenders) {
  const [first] = contenders;
  console.log(`\nNode ${process.version}, ${ROUNDS} rounds of ${SECONDS} s each, in turns`);
  console.log(`${'requests/s (median)'.padEnd(48)}  of the first (median of the rounds)`);
  for (const { name, rates } of contenders) {
    // Round by round: neighbours in time share what else the machine did.
    const ratios = rates.map((rate, round) => rate / (first?.rates[round] ?? rate));
    const percent = `${(median(ratios) * 100).toFixed(1)} %`;
    console.log(`${name.padEnd(36)}  ${median(rates).toFixed(0).padStart(10)}  ${percent}`);
  }
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
