// @ts-check
import { alternatives, OURS, RAW } from '../alternatives/index.mjs';
import { callPaces } from '../harness/paces.mjs';
import { loop } from '../harness/loop.mjs';

/** @typedef {Record<string, import('../harness/loop.mjs').Measure>} Cases */

const ID = 'REQ0123456789';

/** @returns {Promise<Cases>} */
async function casesOf(/** @type {string} */ name) {
  const { run, read, write, current } = (await alternatives[name]?.()) ?? missing(name);
  const options = {
    inside: (/** @type {() => unknown} */ body) => run(ID, '/', body),
    expected: ID,
  };
  /** @type {Cases} */
  const cases = { read: loop(read, options) };
  if (write !== undefined) {
    cases.write = loop(() => {
      write(ID);
      return ID;
    }, options);
  }
  if (current !== undefined)
    cases.current = loop(() => current() !== undefined, { ...options, expected: true });
  return cases;
}

/** @returns {Promise<Cases>} */
async function ownCases() {
  const { Context, Local } = await import('@aiolocals/core');
  const declared = new Local({ id: '', path: '' });
  const open = /** @type {{ id: string }} */ (new Local());
  const inside = (/** @type {() => unknown} */ body) =>
    new Context().run(() => {
      declared.id = ID;
      open.id = ID;
      return body();
    });
  const options = { inside, expected: ID };
  return {
    ...(await casesOf(OURS)),
    readDeclared: loop(() => declared.id, options),
    writeDeclared: loop(() => (declared.id = ID), options),
    readOpen: loop(() => open.id, options),
    writeOpen: loop(() => (open.id = ID), options),
  };
}

/** @returns {never} */
function missing(/** @type {string} */ name) {
  throw new Error(`There is no alternative ${name}`);
}

const declaredGoal = { of: OURS, most: 1.25 };
const openGoal = { of: OURS, most: 4, mostBefore24: 5 };

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'Reading and writing',
  note: 'Inside one context. Plain Node: `als.getStore()?.id`, or an assignment to it.',
  participants: Object.fromEntries(
    Object.keys(alternatives).map((name) => [
      name,
      name === OURS ? ownCases : async () => casesOf(name),
    ]),
  ),
  comparisons: [
    { what: 'read the id', id: 'read', floor: RAW, goals: [declaredGoal] },
    {
      what: 'read a declared attribute',
      id: 'readDeclared',
      floor: RAW,
      floorId: 'read',
      goals: [declaredGoal],
    },
    {
      what: 'read an open attribute',
      id: 'readOpen',
      floor: RAW,
      floorId: 'read',
      goals: [openGoal],
    },
    { what: 'write the id', id: 'write', floor: RAW },
    { what: 'write a declared attribute', id: 'writeDeclared', floor: RAW, floorId: 'write' },
    { what: 'write an open attribute', id: 'writeOpen', floor: RAW, floorId: 'write' },
    { what: 'the current context', id: 'current', floor: RAW },
  ],
  ...callPaces,
};
