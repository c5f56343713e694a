import { describeError, isError } from './describe-error.js';
import { keysOf, read } from '../safe-read.js';

/** Names on an entry that caller data cannot take. */
export type Reserved = ReadonlySet<string>;

/** Under which an entry keeps what a caller put under a reserved name. */
export const SHADOWED = 'shadowed';

/**
 * Copies what a caller passed onto an entry: strings as keys only, getters called once. What has a reserved name goes
 * under `shadowed` instead: nothing is lost, and nothing is taken for the truth.
 */
export function copyOnto(entry: Record<string, unknown>, source: object, reserved: Reserved): void {
  for (const key of keysOf(source)) {
    const value = read(source, key);
    if (reserved.has(key)) shadow(entry, key, value);
    else entry[key] = isError(value) ? describeError(value) : value;
  }
}

/** Keeps a value that has no right to the name that it came with. */
export function shadow(entry: Record<string, unknown>, key: string, value: unknown): void {
  // Without a prototype, so that `__proto__` is a key like any other.
  const shadowed = (entry[SHADOWED] ??= Object.create(null)) as Record<string, unknown>;
  shadowed[key] = isError(value) ? describeError(value) : value;
}

/** A copy of an object that winston will write to. Its own is the caller's. */
export function snapshot(source: object): Record<string, unknown> {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of keysOf(source)) copy[key] = read(source, key);
  if (isError(source)) Object.assign(copy, { message: read(source, 'message'), error: source });
  return copy;
}
