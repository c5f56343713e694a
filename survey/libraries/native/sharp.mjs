// @ts-check
import { bind } from '@aiolocals/core';
import sharp from 'sharp';
import { use } from '../../harness/library.mjs';

const image = () =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).png();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'sharp',
  cases: [
    use({
      how: 'in the callback: `image.toBuffer(callback)`',
      use: (see) => void image().toBuffer(see),
      remedies: [
        { how: '`image.toBuffer(bind(callback))`', use: (see) => void image().toBuffer(bind(see)) },
      ],
    }),
    use({
      how: 'after `await image.toBuffer()`',
      use: async (see) => {
        await image().toBuffer();
        see();
      },
    }),
  ],
};
