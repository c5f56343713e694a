// @ts-check
import autocannon from 'autocannon';

const CONNECTIONS = 32;
/** Seconds after which a request to a slow server fails. */
const LONGEST = 60;

/**
 * Sends `amount` requests to the server on the port, as fast as it answers, and returns how many it answered in a
 * second.
 *
 * @param {number} port
 * @param {number} amount
 * @param {number} [connections]
 */
export async function load(port, amount, connections = CONNECTIONS) {
  let count = 0;
  let first = 0;
  let last = 0;
  const { errors, timeouts, non2xx } = await fire(port, amount, connections, () => {
    last = performance.now();
    if (count === 0) first = last;
    count += 1;
  });
  if (errors + timeouts + non2xx > 0 || count !== amount) {
    const found = `${count} of ${amount} responses, ${non2xx} of them not right`;
    throw new Error(`${found}, ${errors} errors, ${timeouts} timeouts`);
  }
  return { requests: ((count - 1) * 1000) / (last - first) };
}

/**
 * @param {number} port
 * @param {number} amount
 * @param {number} connections
 * @param {() => void} onResponse
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
    running.on('response', onResponse);
  });
}
