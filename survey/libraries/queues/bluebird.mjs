// @ts-check
import { bind } from '@aiolocals/core';
import Bluebird from 'bluebird';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'bluebird',
  cases: [
    use({
      how: 'in the callback: `promise.then(callback)`',
      use: (see) => void Bluebird.resolve().then(see),
      remedies: [
        {
          how: '`promise.then(bind(callback))`',
          use: (see) => void Bluebird.resolve().then(bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await promise`',
      use: async (see) => {
        await Bluebird.delay(1);
        see();
      },
    }),
  ],
};
