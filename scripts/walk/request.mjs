// @ts-check
import { withServer } from './client.mjs';
import { record } from './record.mjs';
import { makeServer } from './servers.mjs';

/**
 * Measures how much of our code runs for one warm request.
 *
 * @param {string} name - Of the server.
 * @param {{ files: number, calls: number }} goals
 * @returns {Promise<import('../walk.mjs').Measurement[]>}
 */
export async function measureRequest(name, goals) {
  const steps = await withServer(await makeServer(name), async (ask) => {
    const answer = await ask();
    if (answer !== '{"spam":"ham"}') throw new Error(`Expected JSON, got ${answer}`);
    return await record(ask);
  });
  const calls = steps.reduce((sum, step) => sum + step.calls, 0);
  return [
    { what: 'files', value: steps.length, goal: goals.files, steps },
    { what: 'calls', value: calls, goal: goals.calls },
  ];
}
