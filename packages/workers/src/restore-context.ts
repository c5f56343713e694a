import type { Carrier } from './internal/carrier/carrier.js';
import { expectFunction, expectOnRefusal } from './internal/expect.js';
import { type OnRefusal, runIn } from './internal/carrier/open-carrier.js';

/** The options of `restoreContext` and of what builds on it. */
export interface RestoreContextOptions {
  /** What to do with a carrier that is damaged or of a later version: `throw`, unless it is asked otherwise. */
  readonly onRefusal?: OnRefusal;
}

/**
 * Runs `fn` in a context that starts from what was captured, and from nothing else. As with `run` of a Context, it
 * closes when `fn` is done. State of Locals that are not known here is kept, and handed on by the next capture.
 *
 * @throws {@link CarrierError} if the carrier is damaged or of a later version.
 * @throws TypeError if `fn` is not a function or an option is not what it should be.
 *
 * @example
 * ```ts
 * import { type Carrier, restoreContext } from '@aiolocals/workers';
 *
 * declare const job: { invoice: number; carrier: Carrier };
 * declare function send(invoice: number): Promise<void>;
 * await restoreContext(job.carrier, () => send(job.invoice));
 * ```
 */
export function restoreContext<Result>(
  carrier: Carrier,
  fn: () => Result,
  options?: RestoreContextOptions,
): Result {
  expectFunction('fn', fn);
  return runIn(carrier, expectOnRefusal(options), fn);
}
