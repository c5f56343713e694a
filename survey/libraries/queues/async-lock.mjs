// @ts-check
import { bind } from '@aiolocals/core';
import AsyncLock from 'async-lock';
import { use } from '../../harness/library.mjs';

const open = () => new AsyncLock({ maxPending: 1000 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'async-lock',
  cases: [
    use({
      how: 'in the critical section: `lock.acquire(key, task)`',
      open,
      use: (see, lock) => lock.acquire('key', () => see()),
      remedies: [
        {
          how: '`lock.acquire(key, bind(task))`',
          use: (see, lock) =>
            lock.acquire(
              'key',
              bind(() => see()),
            ),
        },
      ],
    }),
    use({
      how: 'after `await lock.acquire(key, task)`',
      open,
      use: async (see, lock) => {
        await lock.acquire('key', () => {});
        see();
      },
    }),
  ],
};
