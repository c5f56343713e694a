import type { Context } from '../../types/context.js';
import { checkCarrier, damaged } from './check-carrier.js';
import { decodeState } from './decode-state.js';
import { contextFrom, type RestoreOptions } from './restore.js';
import type { Snapshot } from './snapshot.js';

/**
 * Returns a new context with the state of the carrier, or undefined if the carrier was made outside any context.
 *
 * @throws CarrierError if the carrier is damaged or of a later version.
 */
export function openCarrier(carrier: unknown, options: CarrierOptions): Context | undefined {
  const { ident, deadline, state, encoded } = checkCarrier(carrier);
  if (ident === undefined) return undefined;
  const left = deadline === undefined ? Infinity : Math.max(deadline - Date.now(), 0);
  const timeout = Math.min(options.timeout ?? Infinity, left);
  const all = { ...options, ident, ...(timeout === Infinity ? {} : { timeout }) };
  try {
    return contextFrom((encoded === undefined ? state : decodeState(encoded)) as Snapshot, all);
  } catch (cause) {
    throw damaged('its state is not what was captured', cause);
  }
}

/** The options of a context that starts from a carrier. Its ident is the carrier's. */
export type CarrierOptions = Omit<RestoreOptions, 'ident'>;
