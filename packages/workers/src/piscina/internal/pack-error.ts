import { types } from 'node:util';
import { isTooDeep } from '../../internal/carrier/is-too-deep.js';
import type { PackedValue, SentError, SentProperty, SentValue } from './sent-error.js';

/** The classes whose properties every thread has. */
const BUILT_IN: ReadonlySet<string> = new Set([
  'AggregateError',
  'DOMException',
  'Error',
  'EvalError',
  'Object',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

/** Whether the value is an error. One of another realm, such as a `vm` context, is no instance of this realm's class. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

/** Returns the value in a form that can be cloned, and from which `restoreValue` makes an error like it. */
export function packValue(value: unknown): PackedValue | undefined {
  const packer = new Packer();
  const sent = packer.pack(value);
  return sent === undefined ? undefined : { sent, errors: packer.packErrors() };
}

/** Packs errors one after the other, not one inside the other: one may be its own cause, or have a thousand of them. */
class Packer {
  readonly #places = new Map<Error, number>();

  pack(value: unknown): SentValue | undefined {
    if (isError(value)) return { error: this.#placeOf(value) };
    if (Array.isArray(value) && value.some(isError))
      return { list: value.map((item) => this.pack(item) ?? { value: undefined }) };
    try {
      const clone: unknown = structuredClone(value);
      return isTooDeep(clone) ? undefined : { value: clone };
    } catch {
      return undefined;
    }
  }

  /** Packs the errors that were found, and those that they refer to. */
  packErrors(): SentError[] {
    // The map grows while it is listed.
    return Array.from(this.#places.keys(), (error) => this.#packError(error));
  }

  #placeOf(error: Error): number {
    const place = this.#places.get(error) ?? this.#places.size;
    this.#places.set(error, place);
    return place;
  }

  #packError(error: Error): SentError {
    const properties: SentProperty[] = [];
    for (const [key, isEnumerable] of namesOf(error)) {
      const value = this.pack(read(error, key));
      // What cannot be cloned is left out.
      if (value !== undefined) properties.push([key, value, isEnumerable]);
    }
    // Anything can be assigned to them.
    const { name, message, stack }: { [Key in 'name' | 'message' | 'stack']?: unknown } = error;
    return {
      classes: classesOf(error),
      name: String(name),
      message: String(message),
      stack: typeof stack === 'string' ? stack : undefined,
      properties,
    };
  }
}

function classesOf(error: Error): string[] {
  return prototypesOf(error).map(nameOfClass);
}

function prototypesOf(error: Error): object[] {
  const prototypes: object[] = [];
  let next = Object.getPrototypeOf(error) as object | null;
  for (; next !== null; next = Object.getPrototypeOf(next) as object | null) prototypes.push(next);
  return prototypes;
}

function nameOfClass(prototype: object): string {
  const { constructor } = prototype as { readonly constructor?: unknown };
  return typeof constructor === 'function' ? constructor.name : '';
}

/** The properties of the error itself, and what its classes compute or declare: `get status()`. */
function namesOf(error: Error): Map<string, boolean> {
  const names = new Map<string, boolean>();
  for (const prototype of prototypesOf(error).toReversed()) {
    if (BUILT_IN.has(nameOfClass(prototype))) continue;
    for (const [key, { get, value }] of descriptorsOf(prototype))
      if (get !== undefined || typeof value !== 'function') names.set(key, false);
  }
  for (const [key, { enumerable }] of descriptorsOf(error)) names.set(key, enumerable === true);
  for (const key of ['constructor', 'message', 'stack']) names.delete(key);
  return names;
}

function descriptorsOf(object: object): [string, PropertyDescriptor][] {
  return Object.entries(Object.getOwnPropertyDescriptors(object));
}

function read(error: Error, key: string): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}
