// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { createCache } from 'cache-manager';
import { use } from '../../harness/library.mjs';

const open = () => createCache();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'cache-manager',
  cases: [
    use({
      how: 'in the function: `cache.wrap(key, fn)`, for a key of its own',
      open,
      use: (see, cache, index) => cache.wrap(String(index), () => turn().then(see)),
    }),
    use({
      how: 'after `await cache.wrap(key, fn)`, for a key that others wrap too',
      open,
      use: async (see, cache) => {
        await cache.wrap('shared', () => turn(1));
        see();
      },
    }),
  ],
};
