// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncLoop, loop } from '../harness/loop.mjs';

/** @typedef {Record<string, import('../harness/loop.mjs').Measure>} Cases */
/** @typedef {(body: () => any) => any} Inside */

const PISCINA = 'Piscina';
const OURS = '@aiolocals';
const BY_HAND = 'Piscina, a store passed by hand';
const filename = new URL('../harness/thread.mjs', import.meta.url).href;
const options = { filename, minThreads: 1, maxThreads: 1 };
/** How many tasks run at once in the case `abreast`. */
const ABREAST = 16;
/** In no context. */
const nowhere = (/** @type {() => unknown} */ body) => body();
/** What a snapshot is taken of: so many Locals, each with five attributes. */
const LOCALS = 20;
const VALUES = { a: 'a1', b: 1, c: true, d: null, e: 'e1' };

/**
 * @param {(name: string) => Promise<unknown>} run Runs the function of that name in a thread.
 * @param {Inside} inside A context that all tasks share.
 * @param {Inside} insideNew A new context.
 * @param {Inside} insideMuch A new context that has much state.
 * @returns {Cases}
 */
function cases(run, inside, insideNew, insideMuch) {
  const tasks = Array.from({ length: ABREAST }, () => 'empty');
  const empty = async () => run('empty');
  return {
    empty: asyncLoop(empty, { expected: 'done', inside }),
    emptyInNew: asyncLoop(() => insideNew(empty), { expected: 'done' }),
    emptyInMuch: asyncLoop(() => insideMuch(empty), { expected: 'done' }),
    abreast: asyncLoop(async () => (await Promise.all(tasks.map(run))).length, {
      expected: ABREAST,
      inside,
    }),
    millisecond: asyncLoop(() => run('millisecond'), { expected: 'done', inside }),
  };
}

/** Makes Locals that the thread knows nothing of. Returns a function that writes to each. */
async function makeLocals() {
  const { Local } = await import('@aiolocals/core');
  const locals = Array.from({ length: LOCALS }, (_, number) =>
    Local.for(`bench.${number}`, { a: '', b: 0, c: false, d: undefined, e: '' }),
  );
  return () => {
    for (const local of locals) Object.assign(local, VALUES);
  };
}

/** What every task of a context with much state costs before it is sent. @returns {Promise<Cases>} */
async function snapshotCases(/** @type {() => void} */ write) {
  const { Context } = await import('@aiolocals/core');
  const { takeSnapshot } = await import('@aiolocals/core/carrier');
  const context = new Context({ parent: null });
  context.enter(write);
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
    'The processor time of a round trip to a pool of one thread, with all threads on one processor: a task that does ' +
    'nothing, 16 of those at once, and a task that is busy for a millisecond. The context has an id and a path. Much ' +
    'state is 20 Locals of 5 attributes each, which the thread knows nothing of; by hand, 20 plain objects. The ' +
    'snapshot of such a context is compared with copies of those objects.',
  participants: {
    [PISCINA]: async () => {
      const { Piscina } = await import('piscina');
      const pool = new Piscina(options);
      return cases((name) => pool.run('task', { name }), nowhere, nowhere, nowhere);
    },
    [OURS]: async () => {
      const { ContextPool } = await import('@aiolocals/workers/piscina');
      const { aiolocals } = await import('../alternatives/aiolocals.mjs');
      const pool = new ContextPool(options);
      const write = await makeLocals();
      let made = 0;
      return {
        ...cases(
          (name) => pool.run('task', { name }),
          (body) => aiolocals.run('REQ0123456789', '/', body),
          (body) => aiolocals.run(`REQ${made++}`, '/', body),
          (body) =>
            aiolocals.run(`REQ${made++}`, '/', () => {
              write();
              return body();
            }),
        ),
        ...(await snapshotCases(write)),
      };
    },
    [BY_HAND]: async () => {
      const { Piscina } = await import('piscina');
      const pool = new Piscina(options);
      /** @type {AsyncLocalStorage<object>} */
      const storage = new AsyncLocalStorage();
      const states = Array.from({ length: LOCALS }, () => structuredClone(VALUES));
      let made = 0;
      return {
        ...cases(
          (name) =>
            pool.run({ task: 'task', store: storage.getStore() }, { name: `${name}InStore` }),
          (body) => storage.run({ id: 'REQ0123456789', path: '/' }, body),
          (body) => storage.run({ id: `REQ${made++}`, path: '/' }, body),
          (body) => storage.run({ id: `REQ${made++}`, path: '/', states }, body),
        ),
        ...copyCases(),
      };
    },
  },
  comparisons: [
    {
      what: 'an empty task, in a context seen before',
      id: 'empty',
      floor: PISCINA,
      goals: [{ of: OURS, most: 1.1 }],
    },
    {
      what: 'an empty task, in a new context',
      id: 'emptyInNew',
      floor: PISCINA,
      goals: [{ of: OURS, most: 1.15 }],
    },
    {
      what: 'an empty task, beside a store passed by hand',
      id: 'emptyInNew',
      floor: BY_HAND,
      of: [OURS],
      goals: [{ of: OURS, most: 1.1 }],
    },
    {
      what: 'an empty task with much state, beside a store passed by hand',
      id: 'emptyInMuch',
      floor: BY_HAND,
      of: [OURS],
      goals: [{ of: OURS, most: 1.1 }],
    },
    { what: '16 empty tasks at once', id: 'abreast', floor: PISCINA },
    {
      what: 'a task of 1 ms',
      id: 'millisecond',
      floor: PISCINA,
      goals: [{ of: OURS, most: 1.02 }],
    },
    {
      what: 'a snapshot of 20 Locals',
      id: 'snapshot',
      floor: BY_HAND,
      goals: [{ of: OURS, figure: 'value', most: 5000 }],
    },
  ],
  pace: { milliseconds: 8, rounds: 10, restarts: 2 },
  quickPace: { milliseconds: 2, rounds: 2, restarts: 1 },
};
