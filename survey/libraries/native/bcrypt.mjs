// @ts-check
import { bind } from '@aiolocals/core';
import bcrypt from 'bcrypt';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'bcrypt',
  cases: [
    use({
      how: 'in the callback: `bcrypt.hash(data, rounds, callback)`',
      use: (see) => bcrypt.hash('spam', 4, see),
      remedies: [
        {
          how: '`bcrypt.hash(data, rounds, bind(callback))`',
          use: (see) => bcrypt.hash('spam', 4, bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await bcrypt.hash(data, rounds)`',
      use: async (see) => {
        await bcrypt.hash('spam', 4);
        see();
      },
    }),
  ],
};
