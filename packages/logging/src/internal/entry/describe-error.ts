import { types } from 'node:util';
import { isArray, toText } from '@aiolocals/lines/logger';
import { keysOf, read } from '../for-each-line.js';

const MAX_DEPTH = 8;
const MAX_ERRORS = 100;
const DESCRIBED_APART: ReadonlySet<string> = new Set([
  'name',
  'message',
  'stack',
  'cause',
  'errors',
]);

const descriptions = new WeakSet<object>();

/** Whether the value is an error; false for a Proxy whose traps throw. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (value instanceof Error) return true;
    // An error of another realm. Asking the platform is costly, and most objects are plain.
    return Object.getPrototypeOf(value) !== Object.prototype && types.isNativeError(value);
  } catch {
    return false;
  }
}

/** Whether `describeError` made the object. */
export function isDescription(value: object): boolean {
  return descriptions.has(value);
}

/** Returns a plain object with what the error has: serializers print nothing of an Error itself. */
export function describeError(error: object): Record<string, unknown> {
  return describe(error, { left: MAX_ERRORS, above: [] });
}

interface Walk {
  /** How many more errors are described. */
  left: number;
  /** The errors that contain the current one, the outermost first. */
  readonly above: object[];
}

function describe(error: object, walk: Walk): Record<string, unknown> {
  walk.left -= 1;
  walk.above.push(error);
  const described: Record<string, unknown> = {
    name: toText(read(error, 'name')),
    message: toText(read(error, 'message')),
  };
  const stack = read(error, 'stack');
  if (typeof stack === 'string') described.stack = stack;
  const cause = read(error, 'cause');
  if (cause !== undefined) described.cause = describeWithin(cause, walk);
  const errors = read(error, 'errors');
  if (isArray(errors)) {
    described.errors = Array.from({ length: Math.min(lengthOf(errors), MAX_DEPTH) }, (_, index) =>
      describeWithin(read(errors, index), walk),
    );
  }
  for (const key of keysOf(error)) {
    if (DESCRIBED_APART.has(key) || key === '__proto__') continue;
    const value = read(error, key);
    // Serializers would call a `toJSON`, and print what it returns instead of the error.
    if (typeof value !== 'function') described[key] = describeWithin(value, walk);
  }
  walk.above.pop();
  descriptions.add(described);
  return described;
}

function describeWithin(value: unknown, walk: Walk): unknown {
  if (!isError(value)) return value;
  if (walk.above.includes(value)) return '[Circular]';
  // The depth alone is not enough: errors that contain each other several times multiply at each level.
  return walk.above.length <= MAX_DEPTH && walk.left > 0 ? describe(value, walk) : '[…]';
}

function lengthOf(array: object): number {
  const length = read(array, 'length');
  return typeof length === 'number' ? length : 0;
}
