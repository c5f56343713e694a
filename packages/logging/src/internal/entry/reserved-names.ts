import { SHADOWED } from '@aiolocals/lines/logger';
import { keysOf, read } from '../for-each-line.js';
import { describeError, isError } from './describe-error.js';
import { logContextOf } from './log-context.js';

/** Names on an entry that the data of callers cannot take. */
export type ReservedNames = ReadonlySet<string>;

/** The names that no field of a guest's logger can have. */
export const GUEST_RESERVED: ReservedNames = new Set(['__proto__', 'level', 'message']);

/** The reserved names of a hardened logger, without those of its fields and of its request's. */
export const ATTACHED_RESERVED: ReservedNames = new Set([
  '__proto__',
  // Serializers call it, on an entry too.
  'toJSON',
  'level',
  'message',
  'timestamp',
  'exception',
  'rejection',
  SHADOWED,
]);

/** The reserved names of the configured logger, likewise. */
export const CONFIGURED_RESERVED: ReservedNames = new Set([...ATTACHED_RESERVED, 'service']);

/**
 * Copies the data of a caller onto an entry: string keys only, and each getter is called once. A value under a reserved
 * name goes under `shadowed` instead, so that it is neither lost nor taken for the real one.
 */
export function copyOnto(
  entry: Record<string, unknown>,
  source: object,
  reserved: ReservedNames,
): void {
  for (const key of keysOf(source)) {
    const value = read(source, key);
    if (reserved.has(key)) shadow(entry, key, value);
    else if (key === 'error' && logContextOf(entry)?.hasError === true)
      shadowBesides(entry, key, value);
    else entry[key] = isError(value) ? describeError(value) : value;
  }
}

/** Keeps a value under `shadowed` whose name is reserved. */
function shadow(entry: Record<string, unknown>, key: string, value: unknown): void {
  // Without a prototype, so that `__proto__` is a key like any other.
  const shadowed = (entry[SHADOWED] ??= Object.create(null)) as Record<string, unknown>;
  shadowed[key] = isError(value) ? describeError(value) : value;
}

/** Keeps a value under `shadowed`, beside others of the same name: as `error`, `error2` and so on. */
export function shadowBesides(entry: Record<string, unknown>, key: string, value: unknown): void {
  const shadowed = (entry[SHADOWED] ?? {}) as Record<string, unknown>;
  let name = key;
  for (let count = 2; Object.hasOwn(shadowed, name); count++) name = `${key}${count}`;
  shadow(entry, name, value);
}
