import { types } from 'node:util';

/** The platform's `then`: a promise that had its own replaced is not native. */
export const promiseThen: Promise<unknown>['then'] = Promise.prototype.then;

/**
 * Whether `value` is a promise of the platform, of whatever realm, and nothing more. Subclasses and thenables have a
 * `then` of their own, which may start work: those are not for us to call.
 */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  // Asking the platform is dear; most results are no objects.
  if (typeof value !== 'object' || !types.isPromise(value) || Object.hasOwn(value, 'then'))
    return false;
  // Promise.prototype and Object.prototype: a subclass has more.
  return prototypesOf(value) === 2;
}

function prototypesOf(value: object): number {
  let count = -1;
  for (let each: unknown = value; each !== null; each = Object.getPrototypeOf(each)) count += 1;
  return count;
}
