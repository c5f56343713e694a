// @ts-check
import pThrottle from 'p-throttle';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'p-throttle',
  cases: [
    use({
      how: 'in the function: `throttled()`',
      open: () => {
        const throttle = pThrottle({ limit: 50, interval: 20 });
        return throttle((/** @type {() => void} */ see) => see());
      },
      use: (see, throttled) => throttled(see),
    }),
  ],
};
