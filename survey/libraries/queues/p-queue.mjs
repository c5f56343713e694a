// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { bind } from '@aiolocals/core';
import PQueue from 'p-queue';
import { use } from '../../harness/library.mjs';

const open = () => new PQueue({ concurrency: 2 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'p-queue',
  cases: [
    use({
      how: 'in the task: `queue.add(task)`',
      open,
      use: (see, queue) => queue.add(() => turn().then(see)),
    }),
    use({
      how: 'after `await queue.add(task)`',
      open,
      use: async (see, queue) => {
        await queue.add(() => turn());
        see();
      },
    }),
    use({
      how: "in a listener: `queue.addEventListener('completed', listener)`",
      open,
      use: (see, queue) => {
        queue.addEventListener('completed', see);
        return queue.add(() => turn());
      },
      remedies: [
        {
          how: "`queue.addEventListener('completed', bind(listener))`",
          use: (see, queue) => {
            queue.addEventListener('completed', bind(see));
            return queue.add(() => turn());
          },
        },
      ],
    }),
  ],
};
