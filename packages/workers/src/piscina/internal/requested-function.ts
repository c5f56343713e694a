import { isAborted } from './abort-signal.js';
import { functionKey, isFilename } from './function-key.js';
import type { ContextRunOptions } from './run-options.js';
import type { PreparedPool } from './prepare-pool.js';

/**
 * Returns the key of the function that the options of `run` ask for. Returns undefined if Piscina refuses the options,
 * so that its own error says why.
 *
 * A function of the pool's own file has the key of the pool, and `nameSent` tells which it is: a name that is sent with
 * the task costs less than a key of its own. Only what the user's queue or balancer may ask for has one.
 */
export function requestedFunction(
  { key, given, isOutside }: PreparedPool,
  options: ContextRunOptions,
): string | undefined {
  if (typeof options !== 'object' || options === null) return undefined;
  const { filename, name, signal, transferList } = options;
  if (signal != null && (typeof signal !== 'object' || isAborted(signal))) return undefined;
  if (transferList !== undefined && !Array.isArray(transferList)) return undefined;
  if ((filename ?? given.filename) == null) return undefined;
  if (filename == null && name == null) return key;
  const wanted = name ?? given.name ?? 'default';
  if (typeof wanted !== 'string') return undefined;
  if (filename == null) return isOutside || wanted === '' ? functionKey(key, '', wanted) : key;
  return isFilename(filename) ? functionKey(key, filename, wanted) : undefined;
}

/** Returns the name of the function in the pool's own file, if the options have one and the key does not tell it. */
export function nameSent(pool: PreparedPool, key: string, { name }: ContextRunOptions): string {
  return key === pool.key ? (name ?? '') : '';
}
