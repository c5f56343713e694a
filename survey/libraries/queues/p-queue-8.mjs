// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { bind } from '@aiolocals/core';
import PQueue from 'p-queue-8';
import { use } from '../../harness/library.mjs';

const open = () => new PQueue({ concurrency: 2 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'p-queue-8',
  cases: [
    use({
      how: 'in the task: `queue.add(task)`',
      open,
      use: (see, queue) => queue.add(() => turn().then(see)),
      remedies: [
        {
          how: '`queue.add(bind(task))`',
          use: (see, queue) => queue.add(bind(() => turn().then(see))),
        },
      ],
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
      how: "in a listener: `queue.on('completed', listener)`",
      open,
      use: (see, queue) => {
        queue.on('completed', see);
        return queue.add(() => turn());
      },
      remedies: [
        {
          how: "`queue.on('completed', bind(listener))`",
          use: (see, queue) => {
            queue.on('completed', bind(see));
            return queue.add(() => turn());
          },
        },
      ],
    }),
  ],
};
