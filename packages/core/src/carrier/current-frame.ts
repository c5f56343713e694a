import type { Context } from '../types/context.js';
import { share } from '../internal/runtime/share.js';
import { current } from '../internal/storage/storage.js';

/** Where code runs: in a context, or in a part of it that `Local.with` gave other values. */
export type Frame = Pick<Context, 'enter' | 'bind'>;

/**
 * Returns where the code runs, so that you can return there later. Unlike `Context.current()`, it keeps the values of
 * `Local.with`. `undefined` outside any context. Useful for what keeps work for later, such as a buffer of log lines.
 *
 * It is not the context itself: compare contexts by `Context.current()`.
 *
 * @example
 * ```ts
 * import { currentFrame } from '@aiolocals/core/carrier';
 *
 * const frame = currentFrame();
 * const later = (): void => frame?.enter(() => console.log('as it was'));
 * later();
 * ```
 */
export const currentFrame: () => Frame | undefined = share('currentFrame', current);
