import type { Context } from '../types/context.js';
import { expectContext } from '../internal/context/context.js';
import { share } from '../internal/runtime/share.js';
import * as own from '../internal/travel/snapshot.js';

/**
 * Takes what of the state of `context` may leave its thread: the attributes of Locals with a key, as far as their
 * policies let them travel. What is at its default stays, and so does what a factory has yet to make. The values are
 * those of the context, not copies.
 *
 * @throws TypeError if `context` is not a Context.
 *
 * @example
 * ```ts
 * import { Context } from '@aiolocals/core';
 * import { contextFrom, takeSnapshot } from '@aiolocals/core/carrier';
 *
 * const context = Context.current();
 * if (context) contextFrom(structuredClone(takeSnapshot(context))).run(() => console.log('as there'));
 * ```
 */
export const takeSnapshot: (context: Context) => own.Snapshot = share('takeSnapshot', (context) => {
  expectContext('context', context);
  return own.takeSnapshot(context);
});
