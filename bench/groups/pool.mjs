// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncLoop, loop, processorTime } from '../harness/loop.mjs';

/** @typedef {Record<string, import('../harness/loop.mjs').Measure>} Cases */
/** @typedef {(body: () => any) => any} Inside */

const PISCINA = 'Piscina';
const OURS = '@aiolocals';
const BY_HAND = 'Piscina, a store passed by hand';
const filename = new URL('../harness/thread.mjs', import.meta.url).href;
const options = { filename, minThreads: 1, maxThreads: 1 };
/** Wall-clock time: most of a round trip is waiting for a thread to wake up. */
const clock = () => performance.now();
/** How many tasks run at once in the case `abreast`. */
const ABREAST = 16;
/** What a snapshot is taken of: so many Locals, each with five attributes. */
const LOCALS = 20;
const VALUES = { a: 'a1', b: 1, c: true, d: null, e: 'e1' };

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
    emptyByProcessor: asyncLoop(() => run('empty'), {
      expected: 'done',
      inside,
      clock: processorTime,
    }),
  };
}

/** What every task of a context with much state costs before it is sent. @returns {Promise<Cases>} */
async function snapshotCases() {
  const { Context, Local } = await import('@aiolocals/core');
  const { takeSnapshot } = await import('@aiolocals/core/carrier');
  const context = new Context({ parent: null });
  context.enter(() => {
    for (let number = 0; number < LOCALS; number++) {
      const local = Local.for(`bench.${number}`, { a: '', b: 0, c: false, d: undefined, e: '' });
      Object.assign(local, VALUES);
    }
  });
  const snapshot = () => takeSnapshot(context).length > 0;
  return { snapshot: loop(snapshot, { expected: true }) };
}

/** The same values, copied by hand. @returns {Cases} */
function copyCases() {
  const states = Array.from({ length: LOCALS }, () => structuredClone(VALUES));
  // oxlint-disable-next-line oxc/no-map-spread -- the copies are what is measured
  const copy = () => states.map((state) => ({ ...state })).length > 0;
  return { snapshot: loop(copy, { expected: true }) };
}

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'Worker pools',
  note:
    'Round trips to a pool of one thread: a task that does nothing, 16 of those at once, and a task that is busy for a ' +
    'millisecond. The context has an id and a path. Compared with Piscina. The snapshot has 20 Locals of 5 attributes ' +
    'each; it is compared with copies of 20 plain objects. One processor gives less noise: `taskset -c 0 pnpm bench ' +
    '--only pool`.',
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
      return {
        ...cases(
          (name) => pool.run('task', { name }),
          (body) => aiolocals.run('REQ0123456789', '/', body),
        ),
        ...(await snapshotCases()),
      };
    },
    [BY_HAND]: async () => {
      const { Piscina } = await import('piscina');
      const pool = new Piscina(options);
      /** @type {AsyncLocalStorage<{ id: string, path: string }>} */
      const storage = new AsyncLocalStorage();
      return {
        ...cases(
          (name) =>
            pool.run({ task: 'task', store: storage.getStore() }, { name: `${name}InStore` }),
          (body) => storage.run({ id: 'REQ0123456789', path: '/' }, body),
        ),
        ...copyCases(),
      };
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
    { what: 'an empty task, processor time', id: 'emptyByProcessor', floor: PISCINA },
    {
      what: 'a snapshot of 20 Locals',
      id: 'snapshot',
      floor: BY_HAND,
      goals: [{ of: OURS, figure: 'value', most: 5000 }],
    },
  ],
  pace: { milliseconds: 40, rounds: 15, restarts: 2 },
  quickPace: { milliseconds: 6, rounds: 3, restarts: 1 },
};
