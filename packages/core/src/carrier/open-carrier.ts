import type { Context } from '../types/context.js';
import { share } from '../internal/runtime/share.js';
import * as own from '../internal/travel/open-carrier.js';

/**
 * Returns a new context that starts from the state of a carrier, as `captureContext` of `@aiolocals/workers` returns
 * it, and that has no parent. Returns undefined if the carrier was made outside any context. Use it to receive a context
 * from a queue or a port; the rules of {@link contextFrom} hold for what may arrive.
 *
 * The ident is the carrier's. The deadline is the earlier of the carrier's and the `timeout` of the options.
 *
 * @throws {@link CarrierError} if the carrier is damaged or of a later version.
 *
 * @example
 * ```ts
 * import { type Carrier, openCarrier } from '@aiolocals/core/carrier';
 *
 * declare const message: { carrier: Carrier; handle(): void };
 * const context = openCarrier(message.carrier, { allow: ['aiolocals.request'] });
 * if (context) context.run(() => message.handle());
 * ```
 */
export const openCarrier: (carrier: unknown, options?: own.CarrierOptions) => Context | undefined =
  share('openCarrier', (carrier, options = {}) => own.openCarrier(carrier, options));
