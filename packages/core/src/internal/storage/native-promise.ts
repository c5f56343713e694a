import { types } from 'node:util';

/** The platform's `then`: a promise that had its own replaced is not native. */
export const promiseThen: Promise<unknown>['then'] = Promise.prototype.then;

/**
 * Whether `value` is a promise of the platform, of whatever realm, and nothing more. Subclasses and thenables have a
 * `then` of their own, which may start work: those are not for us to call.
 */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  // Asking the platform is expensive, and most results are no objects.
  if (typeof value !== 'object' || !types.isPromise(value) || Object.hasOwn(value, 'then'))
    return false;
  // To go up a chain of prototypes costs as much as all the rest. Only a promise of another realm needs it.
  return Object.getPrototypeOf(value) === Promise.prototype || prototypesOf(value) === 2;
}

/** Two are those of Promise and of Object: a subclass has more. */
function prototypesOf(value: object): number {
  let count = -1;
  for (let each: unknown = value; each !== null; each = Object.getPrototypeOf(each)) count += 1;
  return count;
}
