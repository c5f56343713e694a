import { types } from 'node:util';

/** The platform's `then`: a promise that had its own replaced is not native. */
export const promiseThen: Promise<unknown>['then'] = Promise.prototype.then;

/**
 * Whether `value` is a promise of the platform, of whatever realm, and nothing more. Subclasses and thenables have a
 * `then` of their own, which may start work: those are not for us to call.
 */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  if (!types.isPromise(value) || Object.hasOwn(value, 'then')) return false;
  const prototype = prototypeOf(value);
  // Promise.prototype, Object.prototype, null: a subclass has one more.
  return prototype !== null && prototypeOf(prototypeOf(prototype)) === null;
}

function prototypeOf(value: unknown): unknown {
  return value === null ? null : Object.getPrototypeOf(value);
}
