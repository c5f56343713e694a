import { keysOf, read } from '../safe-read.js';
import { describeError, isError } from './describe-error.js';

/** Names on an entry that the data of callers cannot take. */
export type ReservedNames = ReadonlySet<string>;

/** Where an entry keeps what a caller passed under a reserved name. */
const SHADOWED = 'shadowed';

/** The reserved names of a logger that `attachContext` was called with. */
export const ATTACHED_RESERVED: ReservedNames = new Set([
  '__proto__',
  // Serializers call it, on an entry too.
  'toJSON',
  'level',
  'message',
  'timestamp',
  'requestId',
  'requestPath',
  'exception',
  'rejection',
  SHADOWED,
]);

/** The reserved names of the configured logger, without those of its fields. */
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
    else entry[key] = isError(value) ? describeError(value) : value;
  }
}

/** Keeps a value under `shadowed` whose name is reserved. */
export function shadow(entry: Record<string, unknown>, key: string, value: unknown): void {
  // Without a prototype, so that `__proto__` is a key like any other.
  const shadowed = (entry[SHADOWED] ??= Object.create(null)) as Record<string, unknown>;
  shadowed[key] = isError(value) ? describeError(value) : value;
}
