import { Context } from '@aiolocals/core';
import type { Carrier } from '@aiolocals/core/carrier';
import { capture, NO_CONTEXT } from './internal/carrier/carrier.js';

/**
 * Returns the current context as a carrier: plain data that can be cloned or written as JSON. Pass it to
 * `restoreContext` in another thread, in another process, or in the consumer of a queue.
 *
 * Only Locals with a key travel, and of those only what their policy allows.
 *
 * @throws {@link UncloneableError} if an attribute cannot be cloned.
 *
 * @example
 * ```ts
 * import { captureContext } from '@aiolocals/workers';
 *
 * declare const queue: { add(job: object): void };
 * queue.add({ invoice: 7, carrier: captureContext() });
 * ```
 */
export function captureContext(): Carrier {
  const context = Context.current();
  return context === undefined ? NO_CONTEXT : capture(context);
}
