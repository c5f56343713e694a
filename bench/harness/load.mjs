// @ts-check
import autocannon from 'autocannon';
import { at } from './statistics.mjs';

const CONNECTIONS = 32;
/** Fewer say nothing about a percentile. */
const FEWEST = 200;
/** Seconds after which a server that is too slow is given up. */
const LONGEST = 20;

/** Asks the server on the port as fast as it answers, for so long from the first answer. */
export async function load(/** @type {number} */ port, /** @type {number} */ milliseconds) {
  /** @type {number[]} */
  const latencies = [];
  let first = 0;
  let last = 0;
  const { errors, timeouts, non2xx } = await fire(port, (running, time) => {
    if (latencies.length >= FEWEST && last - first >= milliseconds) {
      running.stop();
      return;
    }
    last = performance.now();
    if (latencies.length === 0) first = last;
    latencies.push(time);
  });
  if (errors + timeouts + non2xx > 0 || latencies.length < FEWEST) {
    const found = `${latencies.length} responses, ${non2xx} of them not right`;
    throw new Error(`${found}, ${errors} errors, ${timeouts} timeouts`);
  }
  latencies.sort((one, other) => one - other);
  const count = latencies.length;
  return { requests: ((count - 1) * 1000) / (last - first), p99: at(latencies, 0.99), count };
}

/**
 * @param {number} port
 * @param {(running: autocannon.Instance, time: number) => void} onResponse With the milliseconds that it took.
 * @returns {Promise<autocannon.Result>}
 */
async function fire(port, onResponse) {
  return new Promise((resolve, reject) => {
    const options = {
      url: `http://127.0.0.1:${port}/orders/1?page=2`,
      connections: CONNECTIONS,
      duration: LONGEST,
      // How soon it notices that it was stopped.
      sampleInt: 10,
    };
    const running = autocannon(options, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
    running.on('response', (_client, _status, _bytes, time) => onResponse(running, time));
  });
}
