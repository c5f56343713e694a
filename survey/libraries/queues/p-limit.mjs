// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import pLimit from 'p-limit';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'p-limit',
  cases: [
    use({
      how: 'in the task: `limit(task)`',
      open: () => pLimit(2),
      use: (see, limit) => limit(() => turn().then(see)),
    }),
  ],
};
