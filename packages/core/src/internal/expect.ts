import { inspect, types } from 'node:util';
import { escapeUnprintable } from './printable.js';

/** How many characters of a caller's value a message shows. */
const LONGEST = 40;

/** Returns the text, cut to what a message shows of a caller's value, without characters that forge a line. */
export function clip(text: string): string {
  return escapeUnprintable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** Describes a value for an error message: short, and without running any code of the value's own. */
export function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (types.isPromise(value)) return 'a promise';
  if (Array.isArray(value)) return 'an array';
  if (types.isMap(value)) return 'a map';
  if (types.isSet(value)) return 'a set';
  if (typeof value === 'object' && value !== null) return 'an object';
  const kind = value === null || value === undefined ? '' : ` (${typeof value})`;
  if (typeof value === 'string') return `\`'${clip(value)}'\`${kind}`;
  return `\`${clip(inspect(value))}\`${kind}`;
}

/** Returns the error for an argument of the wrong kind; `hint` says what to do where that is not obvious. */
export function expected(name: string, what: string, value: unknown, hint?: string): TypeError {
  const end = hint === undefined ? '' : `; ${hint}`;
  return new TypeError(`Expected \`${name}\` to be ${what}, got ${describe(value)}${end}`);
}

/** Throws a TypeError unless `fn` is a function. */
export function expectFunction(name: string, fn: unknown, hint?: string): void {
  if (typeof fn === 'function') return;
  const started = types.isPromise(fn)
    ? 'it has already started: pass the function that makes it'
    : hint;
  throw expected(name, 'a function', fn, started);
}

/** Throws a TypeError unless `value` is a number of milliseconds that a timeout can have: 0 or more, or `Infinity`. */
export function expectTimeout(name: string, value: unknown): void {
  if (!isTimeout(value)) throw expected(name, 'a number of milliseconds, 0 or more', value);
}

/** Whether `value` is a number of milliseconds that a timeout can have: 0 or more, or `Infinity`. */
export function isTimeout(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

/** Throws a TypeError unless `value` is a string with at least one character. */
export function expectName(name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  throw expected(name, 'a string that is not empty', value);
}

/** Throws a TypeError unless `value` is a boolean. */
export function expectBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw expected(name, 'a boolean', value);
}

/** Throws a TypeError unless `value` is an AbortSignal, by its shape: test runners bring their own class. */
export function expectSignal(name: string, value: unknown): void {
  if (!isSignal(value)) throw expected(name, 'an AbortSignal', value);
}

/** Whether `value` has the shape of an AbortSignal. */
export function isSignal(value: unknown): value is AbortSignal {
  return (
    typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value
  );
}
