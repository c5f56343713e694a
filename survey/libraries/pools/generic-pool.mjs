// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { createPool } from 'generic-pool';
import { use } from '../../harness/library.mjs';

const open = () =>
  createPool({ create: () => turn({}), destroy: () => Promise.resolve() }, { max: 2 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'generic-pool',
  cases: [
    use({
      how: 'in the callback: `pool.acquire().then(callback)`',
      open,
      close: (pool) => pool.drain(),
      use: (see, pool) =>
        pool.acquire().then(async (resource) => {
          see();
          await turn();
          return await pool.release(resource);
        }),
    }),
    use({
      how: 'in the function: `pool.use(fn)`',
      open,
      close: (pool) => pool.drain(),
      use: (see, pool) => pool.use(() => turn().then(see)),
    }),
  ],
};
