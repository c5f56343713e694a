import { isAborted } from './abort-signal.js';
import { functionKey, isFilename } from './function-key.js';
import type { ContextRunOptions } from './run-options.js';
import type { PreparedPool } from './prepare-pool.js';

/**
 * Returns the key of the function that the options of `run` ask for. Returns undefined if Piscina refuses the options,
 * so that its own error says why.
 */
export function requestedFunction(
  { key, given }: PreparedPool,
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
  if (filename == null) return functionKey(key, '', wanted);
  return isFilename(filename) ? functionKey(key, filename, wanted) : undefined;
}
