import { types } from 'node:util';
import { isError } from '../entry/describe-error.js';
import { SPLAT } from '../winston/symbols.js';

/**
 * Returns a copy of an object that a caller logs in place of an entry. winston and its formats write to that object, so a
 * frozen one would throw, and one that two requests log would carry the second's id twice. The copy has the prototype,
 * the symbols and the getters of the object.
 */
export function ownCopy(source: object): object {
  const descriptors = Object.getOwnPropertyDescriptors(source) as Record<
    PropertyKey,
    PropertyDescriptor
  >;
  for (const key of Reflect.ownKeys(descriptors)) {
    const descriptor = descriptors[key] as PropertyDescriptor;
    descriptor.configurable = true;
    if ('value' in descriptor) descriptor.writable = true;
  }
  // `splat()` removes from these what it uses.
  for (const key of [SPLAT, 'splat']) {
    const value: unknown = descriptors[key]?.value;
    if (Array.isArray(value)) (descriptors[key] as PropertyDescriptor).value = [...value];
  }
  if (isError(source)) return copyOfError(source, descriptors);
  if (Array.isArray(source)) {
    // The length of an array cannot become configurable.
    delete descriptors['length'];
    return Object.defineProperties(Array.from({ length: source.length }), descriptors);
  }
  const prototype = Object.getPrototypeOf(source) as object | null;
  if (prototype === Object.prototype || prototype === null)
    return Object.create(prototype, descriptors) as object;
  return Object.defineProperties(emptyLike(source, prototype), descriptors);
}

/** The stack of an error can be an accessor that works on that error only. */
function copyOfError(error: Error, descriptors: Record<PropertyKey, PropertyDescriptor>): object {
  const { stack } = descriptors;
  if (stack !== undefined && !('value' in stack)) {
    descriptors['stack'] = {
      value: error.stack,
      writable: true,
      configurable: true,
      enumerable: stack.enumerable ?? false,
    };
  }
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const copy = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  if (stack === undefined) delete copy.stack;
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object);
  return Object.defineProperties(copy, descriptors);
}

/** Returns an object of the same kind: the methods of these work on no other. */
function emptyLike(source: object, prototype: object): object {
  if (types.isProxy(source)) return Object.create(prototype) as object;
  let copy: object | undefined;
  if (types.isDate(source)) copy = new Date(source.getTime());
  else if (types.isMap(source)) copy = new Map(source);
  else if (types.isSet(source)) copy = new Set(source);
  return copy === undefined
    ? (Object.create(prototype) as object)
    : Object.setPrototypeOf(copy, prototype);
}
