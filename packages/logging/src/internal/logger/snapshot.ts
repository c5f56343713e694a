import { isError } from '../entry/describe-error.js';
import { keysOf, read } from '@aiolocals/lines/logger';

/** Returns a copy of a caller's object. winston writes to the object that it is given. */
export function snapshot(source: object): Record<string, unknown> {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of keysOf(source)) copy[key] = read(source, key);
  if (isError(source)) Object.assign(copy, { message: read(source, 'message'), error: source });
  return copy;
}
