import { inspect } from 'node:util';
import type { OnRefusal } from './carrier/open-carrier.js';

/** The error for an argument of the wrong kind. */
export function expected(name: string, what: string, value: unknown): TypeError {
  const shown = inspect(value, { depth: 0 });
  return new TypeError(`Expected \`${name}\` to be ${what}, got \`${shown}\` (${typeof value})`);
}

/** Throws unless `fn` is a function. */
export function expectFunction(name: string, fn: unknown): void {
  if (typeof fn !== 'function') throw expected(name, 'a function', fn);
}

/** Throws unless `options` are an object; returns what they say of refused carriers. */
export function expectOnRefusal(
  options: { readonly onRefusal?: OnRefusal } | undefined,
): OnRefusal {
  if (options === undefined) return 'throw';
  if (typeof options !== 'object' || options === null)
    throw expected('options', 'an object', options);
  const { onRefusal = 'throw' } = options;
  if (onRefusal === 'throw' || onRefusal === 'run-from-nothing') return onRefusal;
  throw expected('onRefusal', "'throw' or 'run-from-nothing'", onRefusal);
}
