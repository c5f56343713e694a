// @ts-check
// Uses a library in many contexts at once, opened outside any context and in one. If that goes wrong, tries each remedy.
import { Context } from '@aiolocals/core';
import { probe } from '@aiolocals/testing';
import { isRight } from './verdict.mjs';

/**
 * @typedef {import('./library.mjs').Case<any>} Case
 * @typedef {import('@aiolocals/testing').ProbeTally} Tally
 * @typedef {object} Finding
 * @property {string} how
 * @property {Tally} outside What all contexts share was made before them, outside any context.
 * @property {Tally} [inside] It was made by the first context that needed it.
 * @property {{ how: string, tallies: Tally[] }[]} remedies
 */

const CONTEXTS = 100;
/** Milliseconds until a call that has not come counts as missing. */
const PATIENCE = 10_000;

/** The remedy for what is right only if it was opened outside. */
const OPEN_OUTSIDE = 'open it with `Context.exit(open)`';

/** @param {Case} one @returns {Promise<Finding>} */
export async function measure(one) {
  const { how, open, remedies = [] } = one;
  const outside = await count(one, 'outside');
  const inside = open && (await count(one, 'inside'));

  /** @type {Finding['remedies']} */
  const proofs = [];
  if (open && inside && isRight(outside) && !isRight(inside)) {
    const exited = { ...one, open: () => Context.exit(open) };
    proofs.push({ how: OPEN_OUTSIDE, tallies: [await count(exited, 'inside')] });
  }
  const isFine = isRight(outside) && (inside === undefined || isRight(inside));
  for (const { how: cure, ...changes } of isFine ? [] : remedies) {
    const cured = { ...one, ...changes };
    // oxlint-disable-next-line no-await-in-loop -- one at a time: they share a server
    const tallies = [await count(cured, 'outside')];
    // oxlint-disable-next-line no-await-in-loop -- one at a time: they share a server
    if (open) tallies.push(await count(cured, 'inside'));
    proofs.push({ how: cure, tallies });
  }
  return { how, outside, ...(inside && { inside }), remedies: proofs };
}

/** @param {Case} one @param {'outside' | 'inside'} opened @returns {Promise<Tally>} */
async function count({ open, close, use, contexts = CONTEXTS, calls = 1 }, opened) {
  let sharing = opened === 'outside' ? open?.() : undefined;
  await sharing;
  try {
    return await probe(
      async (see, index) => {
        sharing ??= open?.();
        // A promise of another context is awaited only where there is one: an await is a turn.
        const shared = sharing instanceof Promise ? await sharing : sharing;
        await use(see, shared, index);
      },
      { contexts, calls, patience: PATIENCE },
    );
  } finally {
    const shared = await sharing;
    await Context.exit(() => close?.(shared));
  }
}
