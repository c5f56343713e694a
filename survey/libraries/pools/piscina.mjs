// @ts-check
import { Piscina } from 'piscina';
import { use } from '../../harness/library.mjs';

const open = () =>
  new Piscina({
    filename: new URL('../../fixtures/echo.mjs', import.meta.url).href,
    maxThreads: 2,
  });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'piscina',
  cases: [
    use({
      how: 'in the callback: `pool.run(task).then(callback)`',
      open,
      close: (pool) => pool.destroy(),
      use: (see, pool, index) => pool.run(index).then(see),
    }),
  ],
};
