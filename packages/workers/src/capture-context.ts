import { Context } from '@aiolocals/core';
import { capture, type Carrier, NOTHING } from './internal/carrier/carrier.js';

/**
 * Takes the state of the current context, as far as it travels, to be restored elsewhere: in another thread or
 * process, or by whoever takes the job from the queue. The carrier is plain data; it can be cloned, or written as JSON.
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
  return context === undefined ? NOTHING : capture(context);
}
