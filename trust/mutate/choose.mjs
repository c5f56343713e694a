// @ts-check
// Which mutants there are, and which are tried.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import adapters from './mutants/adapters.mjs';
import core from './mutants/core.mjs';
import http from './mutants/http.mjs';
import logging from './mutants/logging.mjs';
import others from './mutants/others.mjs';
import workers from './mutants/workers.mjs';

/** @typedef {import('./mutants-of.mjs').Mutant} Mutant */

/** @type {readonly Mutant[]} */
export const mutants = [...core, ...http, ...adapters, ...logging, ...workers, ...others];

/** Throws unless each mutant's text is exactly once in its file. If it is not, the source has changed. */
export function expectCurrent(/** @type {string} */ root) {
  const stale = mutants.flatMap(({ folder, testFolder, file, find, tests }) => {
    const places = (contentOf(join(root, folder, file)) ?? '').split(find).length - 1;
    const lost = tests.filter((name) => contentOf(join(root, testFolder, name)) === undefined);
    return [
      ...(places === 1 ? [] : [`${folder}/${file} has this ${places} times: ${find}`]),
      ...lost.map((name) => `${testFolder}/${name} does not exist, but should notice: ${find}`),
    ];
  });
  if (stale.length === 0) return;
  throw new Error(
    `Expected the text of each mutant once in its source, and its tests to exist. Fix these in trust/mutate/mutants:\n` +
      stale.join('\n'),
  );
}

function contentOf(/** @type {string} */ path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Returns those that are asked for: all, those with a text in their path, or some by chance.
 *
 * @param {{ count?: string | undefined, all?: boolean, only?: string | undefined, seed: number }} options
 * @returns {readonly Mutant[]}
 */
export function choose({ count, all = false, only, seed }) {
  const fitting =
    only === undefined
      ? mutants
      : mutants.filter(({ folder, file }) =>
          only.split(',').some((part) => `${folder}/${file}`.includes(part)),
        );
  if (fitting.length === 0)
    throw new Error(`Expected --only to be a part of the path of a mutant, got ${only}`);
  if (count === undefined || all) return fitting;
  const number = Number(count);
  if (!Number.isInteger(number) || number < 1)
    throw new TypeError(`Expected --count to be a whole number, 1 or more, got ${count}`);
  const next = randomOf(seed);
  const left = fitting.filter(({ equivalent }) => equivalent === undefined);
  return Array.from({ length: Math.min(number, left.length) }, () =>
    left.splice(Math.floor(next() * left.length), 1),
  ).flat();
}

/** Returns a generator of numbers from 0 to 1, the same for the same seed. */
function randomOf(/** @type {number} */ seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
