import { types } from 'node:util';
import { keysOf, read, toText } from './read.js';

const DEEPEST = 8;
const OWN: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Whether the value is an error; false for what does not let itself be asked. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return types.isNativeError(value) || value instanceof Error;
  } catch {
    return false;
  }
}

/** A plain object that says what the error says: serializers show nothing of an Error itself. */
export function describeError(error: object, depth = 0): Record<string, unknown> {
  const described: Record<string, unknown> = {
    name: toText(read(error, 'name')),
    message: toText(read(error, 'message')),
  };
  const stack = read(error, 'stack');
  if (typeof stack === 'string') described.stack = stack;
  const cause = read(error, 'cause');
  if (cause !== undefined) described.cause = describeCause(cause, depth);
  const errors = read(error, 'errors');
  if (Array.isArray(errors)) {
    described.errors = errors.slice(0, DEEPEST).map((each) => describeCause(each, depth));
  }
  for (const key of keysOf(error)) {
    if (!OWN.has(key) && key !== '__proto__')
      described[key] = describeCause(read(error, key), depth);
  }
  return described;
}

function describeCause(value: unknown, depth: number): unknown {
  if (!isError(value)) return value;
  return depth < DEEPEST ? describeError(value, depth + 1) : '[…]';
}
