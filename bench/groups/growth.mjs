// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncLoop, loop } from '../harness/loop.mjs';

/** @typedef {Record<string, import('../harness/loop.mjs').Measure>} Cases */
/** @typedef {(body: () => any) => any} Inside */

const ID = 'REQ0123456789';
const COUNTS = [1, 10, 100, 1000];
/** For the goal, and for the page. */
const FORKED = [10, 100];
const DEPTH = 1000;
const OPEN = 100_000;
const RAW = 'raw AsyncLocalStorage';
const OURS = '@aiolocals';
const DEEP = 'raw, deep and many';
const expected = ID;
const work = () => ID;
const nothing = () => undefined;

const own = (/** @type {number} */ count) => `${OURS}, ${count} Locals`;
const each = (/** @type {number} */ count) => `${count} AsyncLocalStorages`;
const keys = (/** @type {number} */ count) => `nestjs-cls, ${count} keys`;

/** A context with so many Locals, each of which has been written. @returns {Promise<Cases>} */
async function ownCases(/** @type {number} */ count) {
  const { Context, Local } = await import('@aiolocals/core');
  const locals = Array.from({ length: count }, () => new Local({ value: '' }));
  const [local] = locals.slice(-1);
  if (local === undefined) throw new Error('Expected a Local');
  /** @type {Inside} */
  const inside = (body) =>
    new Context().run(() => {
      for (const one of locals) one.value = ID;
      return body();
    });
  const write = () => (local.value = ID);
  return {
    read: loop(() => local.value, { expected, inside }),
    write: loop(write, { expected, inside }),
    child: loop(() => new Context().run(work), { expected, inside }),
    childThenWrite: loop(() => new Context().run(write), { expected, inside }),
    await: asyncLoop(nothing, { inside }),
  };
}

/** @returns {Cases} */
function eachCases(/** @type {number} */ count) {
  /** @type {AsyncLocalStorage<string>[]} */
  const storages = Array.from({ length: count }, () => new AsyncLocalStorage());
  const last = storages.at(-1) ?? new AsyncLocalStorage();
  /** @type {Inside} */
  const inside = (body) =>
    storages.reduce(
      (/** @type {() => unknown} */ inner, storage) => () => storage.run(ID, inner),
      body,
    )();
  return {
    read: loop(() => last.getStore(), { expected, inside }),
    child: loop(() => last.run('', work), { expected, inside }),
    await: asyncLoop(nothing, { inside }),
  };
}

/** @returns {Promise<Cases>} */
async function keysCases(/** @type {number} */ count) {
  await import('reflect-metadata');
  const { ClsServiceManager } = await import('nestjs-cls');
  const cls = ClsServiceManager.getClsService();
  /** @type {Inside} */
  const inside = (body) =>
    cls.run(() => {
      for (let key = 1; key <= count; key++) cls.set(`key${key}`, ID);
      return body();
    });
  const last = `key${count}`;
  return {
    read: loop(() => cls.get(last), { expected, inside }),
    child: loop(() => cls.run({ ifNested: 'inherit' }, work), { expected, inside }),
  };
}

/**
 * Children of children, and with many contexts open.
 *
 * @param {import('../alternatives/raw.mjs').Alternative} alternative
 * @returns {Cases}
 */
function depthCases({ run, read, child = (fn) => fn() }) {
  /** @type {(depth: number) => Inside} */
  const at = (depth) => (body) => {
    /** @type {(left: number) => unknown} */
    const down = (left) => (left === 0 ? body() : child(() => down(left - 1)));
    return run(ID, '/', () => down(depth - 1));
  };
  let open = 0;
  const never = new Promise(() => {});
  /** @type {(count: number) => Inside} */
  const among = (count) => (body) => {
    for (; open < count - 1; open++) void run(ID, '/', async () => never);
    return run(ID, '/', body);
  };
  return {
    readDeep: loop(read, { expected, inside: at(DEPTH) }),
    childDeep: loop(() => child(work), { expected, inside: at(DEPTH) }),
    readAmong: loop(read, { expected, inside: among(OPEN) }),
    childAmong: loop(() => child(work), { expected, inside: among(OPEN) }),
  };
}

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'How the cost grows',
  note:
    'Plain Node: one AsyncLocalStorage, whose child is `als.run({ ...als.getStore() }, fn)`; for `await`, a process ' +
    'without any. Beside them: one AsyncLocalStorage for each variable, and one nestjs-cls store with as many keys.',
  participants: {
    [RAW]: async () => {
      const { raw } = await import('../alternatives/raw.mjs');
      const inside = (/** @type {() => unknown} */ body) => raw.run(ID, '/', body);
      const options = { expected, inside };
      return {
        read: loop(raw.read, options),
        write: loop(() => {
          raw.write(ID);
          return ID;
        }, options),
        child: loop(() => raw.child(work), options),
        await: asyncLoop(nothing, { inside }),
      };
    },
    'no AsyncLocalStorage': () => ({ await: asyncLoop(nothing) }),
    [DEEP]: async () => depthCases((await import('../alternatives/raw.mjs')).raw),
    '@aiolocals, deep and many': async () =>
      depthCases((await import('../alternatives/aiolocals.mjs')).aiolocals),
    ...Object.fromEntries(
      COUNTS.flatMap((count) => [
        [own(count), async () => ownCases(count)],
        [keys(count), async () => keysCases(count)],
      ]),
    ),
    ...Object.fromEntries(
      // A thousand of them take 60 ms to enter on Node 24.
      COUNTS.slice(0, -1).map((count) => [each(count), () => eachCases(count)]),
    ),
  },
  comparisons: [
    { what: 'read one of n', id: 'read', floor: RAW },
    { what: 'write one of n', id: 'write', floor: RAW },
    { what: 'open a child with n', id: 'child', floor: RAW },
    {
      what: 'open a child with n, beside one with 1 Local',
      id: 'child',
      floor: own(1),
      of: COUNTS.slice(1).map(own),
      goals: [{ of: own(1000), most: 1.1, everywhere: true }],
    },
    ...FORKED.map((count) => ({
      what: 'first write after a fork, beside a child without',
      id: 'childThenWrite',
      floor: own(count),
      floorId: 'child',
      of: [own(count)],
      goals: [{ of: own(10), figure: /** @type {const} */ ('difference'), most: 100 }],
    })),
    { what: 'await, among n', id: 'await', floor: 'no AsyncLocalStorage' },
    { what: `read at depth ${DEPTH}`, id: 'readDeep', floor: DEEP },
    { what: `open a child at depth ${DEPTH}`, id: 'childDeep', floor: DEEP },
    { what: `read with ${OPEN} open`, id: 'readAmong', floor: DEEP },
    { what: `open a child with ${OPEN} open`, id: 'childAmong', floor: DEEP },
  ],
  pace: { milliseconds: 3, rounds: 4, restarts: 2 },
  quickPace: { milliseconds: 1, rounds: 1, restarts: 1 },
};
