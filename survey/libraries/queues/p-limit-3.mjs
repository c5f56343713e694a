// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { bind } from '@aiolocals/core';
import pLimit from 'p-limit-3';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'p-limit-3',
  cases: [
    use({
      how: 'in the task: `limit(task)`',
      open: () => pLimit(2),
      use: (see, limit) => limit(() => turn().then(see)),
      remedies: [
        { how: '`limit(bind(task))`', use: (see, limit) => limit(bind(() => turn().then(see))) },
      ],
    }),
  ],
};
