// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { bind } from '@aiolocals/core';
import Bottleneck from 'bottleneck';
import { use } from '../../harness/library.mjs';

const open = () => new Bottleneck({ maxConcurrent: 2 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'bottleneck',
  cases: [
    use({
      how: 'in the task: `limiter.schedule(task)`',
      open,
      use: (see, limiter) => limiter.schedule(() => turn().then(see)),
      remedies: [
        {
          how: '`limiter.schedule(bind(task))`',
          use: (see, limiter) => limiter.schedule(bind(() => turn().then(see))),
        },
      ],
    }),
    use({
      how: 'after `await limiter.schedule(task)`',
      open,
      use: async (see, limiter) => {
        await limiter.schedule(() => turn());
        see();
      },
    }),
  ],
};
