import type { Allow, Carrier } from '@aiolocals/core/carrier';
import { expectFunction, optionsChecker } from '@aiolocals/core/options';
import { type OnRefusal, restoreChecks } from './internal/carrier/restore-options.js';
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
   * if (parentPort) onMessage(parentPort, console.log, { onRefusal: 'run-outside-context' });
   * ```
   */
  readonly onRefusal?: OnRefusal;
  /**
   * The state that may arrive: a list of keys of Locals, or an object with a list of attributes for each key. It narrows
   * what the policies of the Locals let arrive. The rest of the carrier's state is left out; the ident and the deadline
   * always arrive.
   *
   * @default What the policies of the Locals allow.
   * @example
   * ```ts
   * import { type Carrier, restoreContext } from '@aiolocals/workers';
   *
   * declare const job: { carrier: Carrier; run(): void };
   * restoreContext(job.carrier, () => job.run(), { allow: ['aiolocals.request', 'acme.tenant'] });
   * restoreContext(job.carrier, () => job.run(), { allow: { 'acme.tenant': ['name'] } });
   * ```
   */
  readonly allow?: Allow;
}

const checkOptions = optionsChecker('restoreContext', restoreChecks);

/**
 * Runs `fn` in a new context that starts from the captured state and has no parent. The context closes when `fn` is
 * done, as with `run` of a Context.
 *
 * The author of the carrier need not be trusted: it sets only what the policies of the Locals here let travel. Of the
 * packages' own Locals, it sets only the id and the path of the request, by the rules for inbound ids and paths. What
 * is refused is reported once, as a process warning. State of Locals that are unknown here is kept, up to 1000
 * attributes and 256 KiB, and is part of the next capture.
 *
 * @param carrier - What `captureContext` returned, also after a clone or JSON.
 * @param fn - The code to run.
 * @param options - What to do with a carrier that cannot be restored, and which state may arrive.
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
  options: RestoreContextOptions = {},
): Result {
  expectFunction('fn', fn);
  checkOptions(options);
  return runInCarrier(carrier, options, fn);
}
