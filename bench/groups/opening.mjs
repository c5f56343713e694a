// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { alternatives, OURS, RAW } from '../alternatives/index.mjs';
import { asyncLoop, loop } from '../harness/loop.mjs';
import { callPaces } from '../harness/paces.mjs';

/** @typedef {Record<string, import('../harness/loop.mjs').Measure>} Cases */

const ID = 'REQ0123456789';
const expected = ID;
const work = () => ID;
const task = async () => ID;
const bindRaw = () => AsyncLocalStorage.bind(work);
const ten = Array.from({ length: 10 }, () => task);

/** @returns {Promise<Cases>} */
async function casesOf(
  /** @type {import('../alternatives/raw.mjs').Alternative} */ { run, child },
) {
  const inside = (/** @type {() => unknown} */ body) => run(ID, '/', body);
  return {
    root: loop(() => run(ID, '/', work), { expected }),
    ...(child === undefined ? {} : { child: loop(() => child(work), { expected, inside }) }),
  };
}

/** @returns {Promise<Cases>} */
async function rawCases() {
  const { raw, storage } = await import('../alternatives/raw.mjs');
  const inside = (/** @type {() => unknown} */ body) => raw.run(ID, '/', body);
  const runTask = (/** @type {() => Promise<string>} */ fn) =>
    storage.run({ id: ID, path: '/' }, fn);
  return {
    ...(await casesOf(raw)),
    run: loop(() => storage.run({ id: ID, path: '/' }, work), { expected, inside }),
    task: asyncLoop(() => runTask(task), { expected, inside }),
    gather: asyncLoop(async () => (await Promise.all(ten.map(runTask))).at(-1), {
      expected,
      inside,
    }),
    ...bindCases(bindRaw, raw.run(ID, '/', bindRaw), inside),
    ...emitterCases(new EventEmitter(), (listener) => AsyncLocalStorage.bind(listener), inside),
  };
}

/** @returns {Promise<Cases>} */
async function ownCases() {
  const { bind, bindEmitter, Context, Local, request, wrapAsync, wrapGather } =
    await import('@aiolocals/core');
  const { aiolocals } = await import('../alternatives/aiolocals.mjs');
  const local = new Local({ user: '', tenant: '' });
  const writeBoth = () => {
    local.user = ID;
    local.tenant = '/';
    return ID;
  };
  const writeRequest = () => {
    request.id = ID;
    request.path = '/';
    return ID;
  };
  const inside = (/** @type {() => unknown} */ body) => aiolocals.run(ID, '/', body);
  const emitter = new EventEmitter();
  bindEmitter(emitter);
  const bound = () => bind(work);
  return {
    ...(await casesOf(aiolocals)),
    root: loop(() => new Context().run(writeRequest), { expected }),
    rootLocal: loop(() => new Context().run(writeBoth), { expected }),
    run: loop(() => new Context().run(work), { expected, inside }),
    task: asyncLoop(() => wrapAsync(task), { expected, inside }),
    gather: asyncLoop(async () => (await wrapGather(ten)).at(-1), { expected, inside }),
    ...bindCases(bound, aiolocals.run(ID, '/', bound), inside),
    ...emitterCases(emitter, (listener) => listener, inside),
  };
}

/**
 * @param {() => () => string} bind
 * @param {() => string} bound
 * @param {(body: () => unknown) => unknown} inside
 * @returns {Cases}
 */
function bindCases(bind, bound, inside) {
  return {
    bind: loop(() => typeof bind(), { expected: 'function', inside }),
    // Called in another context than it was bound in, as in real use.
    callBound: loop(bound, { expected, inside }),
  };
}

/**
 * @param {EventEmitter} emitter
 * @param {(listener: () => void) => () => void} prepare What the listener is made into by hand.
 * @param {(body: () => unknown) => unknown} inside
 * @returns {Cases}
 */
function emitterCases(emitter, prepare, inside) {
  let heard = '';
  const listener = () => {
    heard = ID;
  };
  return {
    listen: loop(
      () => {
        const added = prepare(listener);
        emitter.on('add', added);
        emitter.off('add', added);
        return ID;
      },
      { expected, inside },
    ),
    emit: loop(
      () => {
        heard = '';
        emitter.emit('hear');
        return heard;
      },
      {
        expected,
        inside(body) {
          emitter.removeAllListeners('hear');
          return inside(() => {
            emitter.on('hear', prepare(listener));
            return body();
          });
        },
      },
    ),
  };
}

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'Opening contexts and binding to them',
  note:
    'Plain Node: `als.run({ id, path }, fn)`; for `wrapGather`, `Promise.all` of ten of those; for `bind` and for ' +
    'listeners, `AsyncLocalStorage.bind(fn)`. The tasks are async functions that return at once.',
  participants: Object.fromEntries(
    Object.entries(alternatives).map(([name, load]) => {
      const cases = { [RAW]: rawCases, [OURS]: ownCases }[name];
      return [name, cases ?? (async () => casesOf(await load()))];
    }),
  ),
  comparisons: [
    {
      what: 'open outside any context, write 2 attributes',
      id: 'root',
      floor: RAW,
      goals: [{ of: OURS, most: 1.25 }],
    },
    {
      what: 'open outside any context, write 2 of another Local',
      id: 'rootLocal',
      floor: RAW,
      floorId: 'root',
      goals: [{ of: OURS, most: 1.6 }],
    },
    {
      what: 'open a child',
      id: 'child',
      floor: RAW,
      floorId: 'run',
      goals: [{ of: OURS, most: 1.25 }],
    },
    { what: 'wrapAsync, awaited', id: 'task', floor: RAW },
    { what: 'wrapGather of 10, awaited', id: 'gather', floor: RAW },
    { what: 'bind', id: 'bind', floor: RAW },
    { what: 'call what was bound', id: 'callBound', floor: RAW },
    { what: 'add and remove a listener, bound', id: 'listen', floor: RAW },
    { what: 'emit to a bound listener', id: 'emit', floor: RAW },
  ],
  ...callPaces,
};
