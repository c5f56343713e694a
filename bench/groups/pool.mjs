// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncLoop } from '../harness/loop.mjs';

/** @typedef {Record<string, import('../harness/loop.mjs').Measure>} Cases */
/** @typedef {(body: () => any) => any} Inside */

const PISCINA = 'Piscina';
const OURS = '@aiolocals';
const filename = new URL('../harness/thread.mjs', import.meta.url).href;
const options = { filename, minThreads: 1, maxThreads: 1 };
/** What takes time is how soon a thread wakes up. */
const clock = () => performance.now();
/** How many tasks are underway at once where they are. */
const ABREAST = 16;

/**
 * @param {(name: string) => Promise<unknown>} run Runs the function of that name in a thread.
 * @param {Inside} inside
 * @returns {Cases}
 */
function cases(run, inside) {
  const tasks = Array.from({ length: ABREAST }, () => 'empty');
  return {
    empty: asyncLoop(() => run('empty'), { expected: 'done', inside, clock }),
    abreast: asyncLoop(async () => (await Promise.all(tasks.map(run))).length, {
      expected: ABREAST,
      inside,
      clock,
    }),
    millisecond: asyncLoop(() => run('millisecond'), { expected: 'done', inside, clock }),
  };
}

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'Worker pools',
  note:
    'Round trips to a pool of one thread: of a task that does nothing, of 16 of those at once, and of one that is ' +
    'busy for a millisecond. The context has an id and a path.',
  participants: {
    [PISCINA]: async () => {
      const { Piscina } = await import('piscina');
      const pool = new Piscina(options);
      return cases(
        (name) => pool.run('task', { name }),
        (body) => body(),
      );
    },
    [OURS]: async () => {
      const { ContextPool } = await import('@aiolocals/workers/piscina');
      const { aiolocals } = await import('../alternatives/aiolocals.mjs');
      const pool = new ContextPool(options);
      return cases(
        (name) => pool.run('task', { name }),
        (body) => aiolocals.run('REQ0123456789', '/', body),
      );
    },
    'Piscina, a store passed by hand': async () => {
      const { Piscina } = await import('piscina');
      const pool = new Piscina(options);
      /** @type {AsyncLocalStorage<{ id: string, path: string }>} */
      const storage = new AsyncLocalStorage();
      return cases(
        (name) => pool.run({ task: 'task', store: storage.getStore() }, { name: `${name}InStore` }),
        (body) => storage.run({ id: 'REQ0123456789', path: '/' }, body),
      );
    },
  },
  comparisons: [
    { what: 'an empty task', id: 'empty', floor: PISCINA, goals: [{ of: OURS, most: 1.1 }] },
    { what: '16 empty tasks at once', id: 'abreast', floor: PISCINA },
    {
      what: 'a task of 1 ms',
      id: 'millisecond',
      floor: PISCINA,
      goals: [{ of: OURS, most: 1.02 }],
    },
  ],
  pace: { milliseconds: 40, rounds: 15, crews: 2 },
  quickPace: { milliseconds: 6, rounds: 3, crews: 1 },
};
