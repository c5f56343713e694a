// @ts-check
// Opens contexts, as often as each line of the standard input says. `main.mjs` counts the instructions.
import process from 'node:process';
import { createInterface } from 'node:readline';

/** @typedef {{ run<Result>(fn: () => Result): Result }} Unit */

const ID = 'REQ0123456789';
const work = () => ID;
const task = async () => ID;

/** @typedef {Record<string, () => unknown>} Cases What each participant can do. */

/** @type {Record<string, () => Promise<{ cases: Cases, inside?: (body: () => unknown) => unknown }>>} */
const participants = {
  async 'raw AsyncLocalStorage'() {
    const { raw, storage } = await import('../alternatives/raw.mjs');
    const inside = (/** @type {() => unknown} */ body) => raw.run(ID, '/', body);
    const cases = {
      open: () => storage.run({ id: '', path: '' }, work),
      write: () => raw.run(ID, '/', work),
      child: () => raw.child(work),
      await: () => storage.run({ id: '', path: '' }, task),
    };
    return { cases, inside };
  },
  async 'stand-in'() {
    const { StandIn, storage } = await import('./stand-in.mjs');
    const cases = {
      open: () => new StandIn().run(work),
      write: () =>
        new StandIn().run(() => {
          const self = /** @type {import('./stand-in.mjs').StandIn} */ (storage.getStore());
          self.id = ID;
          const again = /** @type {import('./stand-in.mjs').StandIn} */ (storage.getStore());
          again.path = '/';
          return ID;
        }),
      child: () => new StandIn().run(work),
      await: () => new StandIn().run(task),
    };
    return { cases, inside: (body) => new StandIn().run(body) };
  },
  async '@aiolocals'() {
    const { Context, Local, request } = await import('@aiolocals/core');
    const local = new Local({ user: '', tenant: '' });
    const cases = {
      open: () => new Context().run(work),
      write: () =>
        new Context().run(() => {
          request.id = ID;
          request.path = '/';
          return ID;
        }),
      local: () =>
        new Context().run(() => {
          local.user = ID;
          local.tenant = '/';
          return ID;
        }),
      child: () => new Context().run(work),
      await: () => new Context().run(task),
    };
    return { cases, inside: (body) => new Context().run(body) };
  },
};

const [participant = '', id = ''] = process.argv.slice(2);
const found = await participants[participant]?.();
const fn = found?.cases[id];
if (found === undefined || fn === undefined)
  throw new Error(`Expected something to do, got ${participant} ${id}`);
const inside = id === 'child' ? found.inside : undefined;

/** The two loops are apart, because V8 compiles a loop that can await differently. */
function call(/** @type {() => unknown} */ step, /** @type {number} */ times) {
  let wrong = 0;
  for (let left = times; left > 0; left--) if (step() !== ID) wrong++;
  return wrong;
}

async function callAndAwait(/** @type {() => unknown} */ step, /** @type {number} */ times) {
  let wrong = 0;
  for (let left = times; left > 0; left--) if ((await step()) !== ID) wrong++;
  return wrong;
}

const repeat = id === 'await' ? callAndAwait : call;

console.log('ready');
for await (const line of createInterface(process.stdin)) {
  const times = Number(line);
  const wrong = await (inside === undefined ? repeat(fn, times) : inside(() => repeat(fn, times)));
  if (wrong !== 0) throw new Error(`${String(wrong)} of ${times} calls returned the wrong value`);
  console.log('done');
}
