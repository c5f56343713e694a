import { isError, packValue } from '../internal/pack-error.js';
import type { ThrownError } from '../internal/sent-error.js';

/**
 * Returns what Piscina is to send for what a task has thrown: an error packed, because the clone of one drops its class
 * and its properties. Any other value is sent as it is.
 */
export function toThrow(thrown: unknown): unknown {
  if (!isError(thrown)) return thrown;
  const packed = packValue(thrown);
  return packed !== undefined && 'error' in packed
    ? ({ 'aiolocals.error': packed.error } satisfies ThrownError)
    : thrown;
}
