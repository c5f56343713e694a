// @ts-check
import { setImmediate } from 'node:timers/promises';
import { load, loadFrom } from './packages.mjs';
import { record } from './record.mjs';

/**
 * Measures how much of our code runs for one warm line of `winston.info`, configured as in production.
 *
 * @param {{ files: number }} goals
 * @returns {Promise<import('../walk.mjs').Measurement[]>}
 */
export async function measureLogLine(goals) {
  const { Context } = await load('core');
  const { configureLogging } = await load('logging');
  const winston = await loadFrom('logging', 'winston');
  configureLogging('walk', { debug: false });
  const steps = await new Context({ parent: null, ident: 'W' }).run(() =>
    record(async () => {
      winston.info('x');
      await setImmediate();
    }),
  );
  return [{ what: 'files', value: steps.length, goal: goals.files, steps }];
}
