import { types } from 'node:util';
import type { SentError, SentProperty, SentValue } from './sent-error.js';

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
export function packValue(value: unknown): SentValue | undefined {
  return pack(value, new Map());
}

/** @param packed - The errors that are packed already: one may be its own cause. */
function pack(value: unknown, packed: Map<Error, SentError>): SentValue | undefined {
  if (isError(value)) return { error: packed.get(value) ?? packError(value, packed) };
  if (Array.isArray(value))
    return { list: value.map((item) => pack(item, packed) ?? { value: undefined }) };
  try {
    return { value: structuredClone(value) };
  } catch {
    return undefined;
  }
}

function packError(error: Error, packed: Map<Error, SentError>): SentError {
  const properties: SentProperty[] = [];
  // Anything can be assigned to them.
  const { name, message, stack }: { [Key in 'name' | 'message' | 'stack']?: unknown } = error;
  const sent: SentError = {
    classes: classesOf(error),
    name: String(name),
    message: String(message),
    stack: typeof stack === 'string' ? stack : undefined,
    properties,
  };
  packed.set(error, sent);
  for (const [key, isEnumerable] of namesOf(error)) {
    const value = pack(read(error, key), packed);
    // What cannot be cloned is left out.
    if (value !== undefined) properties.push([key, value, isEnumerable]);
  }
  return sent;
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
