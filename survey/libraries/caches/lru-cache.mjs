// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { bind } from '@aiolocals/core';
import { LRUCache } from 'lru-cache';
import { use } from '../../harness/library.mjs';

const CONTEXTS = 100;
/** What is disposed of is what was cached: a function that tells so. */
/** @returns {LRUCache<number, () => void>} */
const open = () => new LRUCache({ max: 10, dispose: (value) => value() });
/** @param {LRUCache<number, () => void>} cache @param {number} index @param {() => void} value */
const fill = async (cache, index, value) => {
  cache.set(index, value);
  await turn();
  if (index === CONTEXTS - 1) cache.clear();
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'lru-cache',
  cases: [
    use({
      how: 'in `fetchMethod`, for a key of its own',
      open: () =>
        new LRUCache({
          max: 1000,
          fetchMethod: async (/** @type {number} */ key, _old, { context }) => {
            await turn();
            /** @type {{ see: () => void }} */ (context).see();
            return key;
          },
        }),
      use: (see, cache, index) => cache.fetch(index, { context: { see } }),
    }),
    use({
      how: 'after `await cache.fetch(key)`, for a key that others fetch too',
      open: () =>
        new LRUCache({
          max: 1000,
          fetchMethod: async (/** @type {string} */ key) => {
            await turn();
            return key;
          },
        }),
      use: async (see, cache) => {
        await cache.fetch('shared');
        see();
      },
    }),
    use({
      how: 'in `dispose`, when another context evicts the entry',
      open,
      contexts: CONTEXTS,
      use: (see, cache, index) => fill(cache, index, see),
      remedies: [
        {
          how: 'keep `bind(fn)` in the entry, and call it in `dispose`',
          use: (see, cache, index) => fill(cache, index, bind(see)),
        },
      ],
    }),
  ],
};
