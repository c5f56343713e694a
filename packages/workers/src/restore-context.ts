import { expectFunction } from '@aiolocals/core/options';
import type { Carrier } from './internal/carrier/carrier.js';
import { expectOnRefusal, type OnRefusal } from './internal/carrier/on-refusal.js';
import { runInCarrier } from './internal/carrier/run-in-carrier.js';

/** The options of `restoreContext`, `contextTask` and `onMessage`. */
export interface RestoreContextOptions {
  /**
   * What to do with a carrier that is damaged or of a later version: throw a {@link CarrierError}, or run outside any
   * context.
   *
   * @default 'throw'
   * @example
   * ```ts
   * import { onMessage } from '@aiolocals/workers';
   * import { parentPort } from 'node:worker_threads';
   *
   * if (parentPort) onMessage(parentPort, console.log, { onRefusal: 'run-from-nothing' });
   * ```
   */
  readonly onRefusal?: OnRefusal;
}

/**
 * Runs `fn` in a new context that starts from the captured state and has no parent. The context closes when `fn` is
 * done, as with `run` of a Context. State of Locals that are unknown here is kept, and is part of the next capture.
 *
 * @param carrier - What `captureContext` returned, also after a clone or JSON.
 * @param fn - The code to run.
 * @param options - What to do with a carrier that cannot be restored.
 * @throws {@link CarrierError} if the carrier is damaged or of a later version.
 * @throws TypeError if `fn` is not a function or an option is invalid.
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
  return runInCarrier(carrier, expectOnRefusal(options), fn);
}
