import { isError, packValue } from '../internal/pack-error.js';
import type { PackedValue, ThrownError } from '../internal/sent-error.js';

/**
 * Returns what Piscina is to send for what a task has thrown: an error packed, because the clone of one drops its class
 * and its properties. Any other value is sent as it is.
 */
export function toThrow(thrown: unknown): unknown {
  if (!isError(thrown)) return thrown;
  // An error can always be packed.
  const { errors } = packValue(thrown) as PackedValue;
  return { 'aiolocals.error': errors } satisfies ThrownError;
}
