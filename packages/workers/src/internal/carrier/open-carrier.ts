import { deserialize } from 'node:v8';
import type { Context } from '@aiolocals/core';
import { contextFrom, type RestoreOptions, type Snapshot } from '@aiolocals/core/carrier';
import { CarrierError } from '../errors.js';
import { checkCarrier, damaged } from './check-carrier.js';

/**
 * Returns a new context with the state of the carrier, or undefined if the carrier was made outside any context.
 *
 * @throws CarrierError if the carrier is damaged or of a later version.
 */
export function openCarrier(carrier: unknown): Context | undefined {
  const { ident, deadline, state, packed } = checkCarrier(carrier);
  if (ident === undefined) return undefined;
  const options: RestoreOptions =
    deadline === undefined ? { ident } : { ident, timeout: Math.max(deadline - Date.now(), 0) };
  try {
    return contextFrom((packed === undefined ? state : unpack(packed)) as Snapshot, options);
  } catch (cause) {
    if (cause instanceof CarrierError) throw cause;
    throw damaged('its state is not what was captured', cause);
  }
}

function unpack(packed: unknown): unknown {
  try {
    return deserialize(Buffer.from(packed as string, 'base64'));
  } catch (cause) {
    throw damaged('its packed state cannot be read', cause);
  }
}
