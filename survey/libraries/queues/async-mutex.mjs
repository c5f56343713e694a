// @ts-check
import { Mutex } from 'async-mutex';
import { setImmediate as turn } from 'node:timers/promises';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'async-mutex',
  cases: [
    use({
      how: 'in the critical section: `mutex.runExclusive(task)`',
      open: () => new Mutex(),
      use: (see, mutex) => mutex.runExclusive(() => turn().then(see)),
    }),
  ],
};
