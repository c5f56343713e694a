import type { Context } from '../types/context.js';
import * as own from '../internal/travel/base-context.js';
import { open } from '../internal/context/context.js';
import { expectContext } from '../internal/context/context.js';
import { expectFunction } from '../internal/expect.js';
import { share } from '../internal/runtime/share.js';
import { setBase } from '../internal/storage/storage.js';

/**
 * Makes `context` the base context of this thread: the one that is current wherever nothing else is. `undefined`
 * leaves the thread without one.
 *
 * @throws TypeError if `context` is neither.
 */
export const setBaseContext: (context: Context | undefined) => void = share(
  'setBaseContext',
  (context) => {
    if (context !== undefined) {
      expectContext('context', context);
      open(context);
    }
    setBase(context);
  },
);

/**
 * Calls `spawn`, which makes one worker thread, and hands the base context over to that thread. The thread has it
 * before the first statement of its file runs, and the file needs no change.
 *
 * @throws Whatever `spawn` throws, for example because the snapshot holds something that cannot be cloned.
 */
export const spawnWith: <Worker extends { readonly threadId: number }>(
  base: own.Base,
  spawn: () => Worker,
) => Worker = share('spawnWith', (base, spawn) => {
  expectFunction('spawn', spawn);
  return own.spawnWith(base, spawn);
});

/**
 * Hands the base context over to the thread that is constructed next. Prefer `spawnWith`, if your code calls the
 * constructor itself. Call the returned function as soon as the constructor has returned: the thread waits for that.
 *
 * @returns A function that takes the thread, or `undefined` if none was made.
 */
export const handOver: (
  base: own.Base,
) => (thread: { readonly threadId: number } | undefined) => void = share('handOver', own.handOver);
