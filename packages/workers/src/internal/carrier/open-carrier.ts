import type { Context } from '@aiolocals/core';
import {
  type Allow,
  contextFrom,
  type RestoreOptions,
  type Snapshot,
} from '@aiolocals/core/carrier';
import { checkCarrier, damaged } from './check-carrier.js';
import { decodeState } from './decode-state.js';

/**
 * Returns a new context with the state of the carrier, or undefined if the carrier was made outside any context.
 *
 * @param allow - Which state may arrive, of what the policies of the Locals allow.
 * @throws CarrierError if the carrier is damaged or of a later version.
 */
export function openCarrier(carrier: unknown, allow: Allow | undefined): Context | undefined {
  const { ident, deadline, state, encoded } = checkCarrier(carrier);
  if (ident === undefined) return undefined;
  const options: RestoreOptions = {
    ident,
    ...(deadline === undefined ? {} : { timeout: Math.max(deadline - Date.now(), 0) }),
    ...(allow === undefined ? {} : { allow }),
  };
  try {
    return contextFrom((encoded === undefined ? state : decodeState(encoded)) as Snapshot, options);
  } catch (cause) {
    throw damaged('its state is not what was captured', cause);
  }
}
