import { types } from 'node:util';

/** The platform's `then`: a promise that had its own replaced is not native. */
export const promiseThen: Promise<unknown>['then'] = Promise.prototype.then;

/**
 * Whether `value` is a promise of the platform, of whatever realm, and nothing more. Subclasses and thenables have a
 * `then` of their own, which may start work: those are not for us to call.
 */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  if (!types.isPromise(value) || Object.hasOwn(value, 'then')) return false;
  const objectPrototype: unknown = Object.getPrototypeOf(Object.getPrototypeOf(value));
  return objectPrototype !== null && Object.getPrototypeOf(objectPrototype) === null;
}
