import { isError, packThrown } from '../internal/pack-error.js';

/**
 * Returns what Piscina is to send for what a task has thrown: an error packed, because the clone of one drops its class
 * and its properties. Any other value is sent as it is.
 */
export function toThrow(thrown: unknown): unknown {
  return isError(thrown) ? packThrown(thrown) : thrown;
}
