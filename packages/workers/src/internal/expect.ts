import { inspect } from 'node:util';

/** Returns the error for an argument of the wrong kind. */
export function expected(name: string, what: string, value: unknown): TypeError {
  const shown = inspect(value, { depth: 0 });
  return new TypeError(`Expected \`${name}\` to be ${what}, got \`${shown}\` (${typeof value})`);
}

/** Throws unless `fn` is a function. */
export function expectFunction(name: string, fn: unknown): void {
  if (typeof fn !== 'function') throw expected(name, 'a function', fn);
}
