// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { bind } from '@aiolocals/core';
import { bulkhead, handleAll, retry } from 'cockatiel';
import { use } from '../../harness/library.mjs';

const open = () => bulkhead(2, 1000);

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'cockatiel',
  cases: [
    use({
      how: 'in the task of a bulkhead: `policy.execute(task)`',
      open,
      use: (see, policy) => policy.execute(() => turn().then(see)),
      remedies: [
        {
          how: '`policy.execute(bind(task))`',
          use: (see, policy) => policy.execute(bind(() => turn().then(see))),
        },
      ],
    }),
    use({
      how: 'in the second try of a retry',
      open: () => retry(handleAll, { maxAttempts: 1 }),
      use: (see, policy) =>
        policy.execute(({ attempt }) => {
          if (attempt === 0) throw new Error('not yet');
          see();
        }),
    }),
  ],
};
