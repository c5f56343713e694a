// @ts-check
import autocannon from 'autocannon';
import { at } from './statistics.mjs';

const CONNECTIONS = 32;
/** Seconds after which a request to a slow server fails. */
const LONGEST = 60;

/**
 * Sends so many requests to the server on the port, as fast as it answers.
 *
 * @param {number} port
 * @param {number} amount
 * @param {number} [connections]
 */
export async function load(port, amount, connections = CONNECTIONS) {
  /** @type {number[]} */
  const latencies = [];
  let first = 0;
  let last = 0;
  const { errors, timeouts, non2xx } = await fire(port, amount, connections, (time) => {
    last = performance.now();
    if (latencies.length === 0) first = last;
    latencies.push(time);
  });
  const count = latencies.length;
  if (errors + timeouts + non2xx > 0 || count !== amount) {
    const found = `${count} of ${amount} responses, ${non2xx} of them not right`;
    throw new Error(`${found}, ${errors} errors, ${timeouts} timeouts`);
  }
  latencies.sort((one, other) => one - other);
  return { requests: ((count - 1) * 1000) / (last - first), p99: at(latencies, 0.99) };
}

/**
 * @param {number} port
 * @param {number} amount
 * @param {number} connections
 * @param {(time: number) => void} onResponse With the milliseconds that it took.
 * @returns {Promise<autocannon.Result>}
 */
async function fire(port, amount, connections, onResponse) {
  return new Promise((resolve, reject) => {
    const options = {
      url: `http://127.0.0.1:${port}/orders/1?page=2`,
      connections,
      amount,
      timeout: LONGEST,
      // Milliseconds after which autocannon notices that it is done.
      sampleInt: 10,
    };
    const running = autocannon(options, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
    running.on('response', (_client, _status, _bytes, time) => onResponse(time));
  });
}
