// @ts-check
import { Context, Local } from '@aiolocals/core';
import DataLoader from 'dataloader';
import { use } from '../../harness/library.mjs';

const open = () =>
  new DataLoader(async (/** @type {readonly (() => void)[]} */ keys) => keys.map((see) => see()), {
    cache: false,
  });
const own = new Local({ loader: open });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'dataloader',
  cases: [
    use({
      how: 'in the batch function of a shared loader',
      open,
      use: (see, loader) => loader.load(see),
      remedies: [
        {
          how: '`new Local({ loader: () => new DataLoader(batch) })`: a loader for each context',
          use: (see) => own.loader.load(see),
        },
      ],
    }),
    use({
      how: 'after `await loader.load(key)`',
      open,
      use: async (see, loader) => {
        await loader.load(() => {});
        see();
      },
    }),
    use({
      how: 'in a batch function that runs with `Context.exit`, after `await loader.load(key)`',
      open: () =>
        new DataLoader((/** @type {readonly number[]} */ keys) => Context.exit(async () => keys)),
      use: async (see, loader, index) => {
        await loader.load(index);
        see();
      },
    }),
  ],
};
