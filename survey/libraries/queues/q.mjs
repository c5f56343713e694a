// @ts-check
import { bind } from '@aiolocals/core';
import Q from 'q';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'q',
  cases: [
    use({
      how: 'in the callback: `promise.then(callback)`',
      use: (see) => void Q(1).then(see),
      remedies: [
        { how: '`promise.then(bind(callback))`', use: (see) => void Q(1).then(bind(see)) },
      ],
    }),
    use({
      how: 'after `await promise`',
      use: async (see) => {
        await Q.delay(1);
        see();
      },
    }),
  ],
};
