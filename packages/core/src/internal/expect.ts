import { inspect, types } from 'node:util';

/** Names a value in an error message: short, and without running any code of its own. */
export function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (types.isPromise(value)) return 'a promise';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const kind = value === null || value === undefined ? '' : ` (${typeof value})`;
  return `\`${inspect(value, { maxStringLength: 40 })}\`${kind}`;
}

/** The error for an argument of the wrong kind; `hint` says what to do where that is not obvious. */
export function expected(name: string, what: string, value: unknown, hint?: string): TypeError {
  const end = hint === undefined ? '' : `; ${hint}`;
  return new TypeError(`Expected \`${name}\` to be ${what}, got ${describe(value)}${end}`);
}

/** Throws unless `fn` is a function. */
export function expectFunction(name: string, fn: unknown, hint?: string): void {
  if (typeof fn === 'function') return;
  const started = types.isPromise(fn)
    ? 'it has already started: pass the function that makes it'
    : hint;
  throw expected(name, 'a function', fn, started);
}

/** Throws unless `value` is a number of milliseconds that a timeout can have. */
export function expectTimeout(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0) return;
  throw expected(name, 'a number of milliseconds, 0 or more', value);
}

/** Throws unless `value` is a string with at least one character. */
export function expectName(name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  throw expected(name, 'a string that is not empty', value);
}
