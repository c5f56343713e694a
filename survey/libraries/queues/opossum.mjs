// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import CircuitBreaker from 'opossum';
import { bindEmitter } from '@aiolocals/core';
import { use } from '../../harness/library.mjs';

const open = () =>
  new CircuitBreaker(
    async (/** @type {() => void} */ work) =>
      (await turn(), work()),
  );

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'opossum',
  cases: [
    use({
      how: 'in the action: `breaker.fire()`',
      open,
      close: (breaker) => breaker.shutdown(),
      use: (see, breaker) => breaker.fire(see),
    }),
    use({
      how: 'in the fallback: `breaker.fallback(fn)`',
      open: () =>
        new CircuitBreaker(async (/** @type {() => void} */ _see) => {
          await turn();
          throw new Error('broken');
        }).fallback((/** @type {() => void} */ see) => see()),
      close: (breaker) => breaker.shutdown(),
      use: (see, breaker) => breaker.fire(see),
    }),
    use({
      how: "in a listener: `breaker.on('success', listener)`",
      open,
      close: (breaker) => breaker.shutdown(),
      use: (see, breaker) => {
        breaker.setMaxListeners(0).on('success', see);
        return breaker.fire(() => {});
      },
      remedies: [
        {
          how: '`bindEmitter(breaker)`',
          open: () => {
            const breaker = open();
            bindEmitter(breaker);
            return breaker;
          },
        },
      ],
    }),
  ],
};
