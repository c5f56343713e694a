import * as core from '@aiolocals/core';
import { CarrierError } from '@aiolocals/core/carrier';
import { expected } from '@aiolocals/core/options';
import { UncloneableError } from '../../internal/errors.js';
import { TaskLostError } from './errors.js';

/** A class of errors. */
export type ErrorConstructor = abstract new (...args: never[]) => Error;

/** Classes by their names. */
export type ErrorConstructors = ReadonlyMap<string, ErrorConstructor>;

/** The classes that every thread knows. Their names are written out, because a minifier changes those of classes. */
export const knownErrors: ErrorConstructors = new Map<string, ErrorConstructor>(
  Object.entries({
    AggregateError,
    DOMException,
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    AiolocalsError: core.AiolocalsError,
    CancelledError: core.CancelledError,
    ContextUsedError: core.ContextUsedError,
    DeadlineError: core.DeadlineError,
    NoContextError: core.NoContextError,
    RuntimeVersionError: core.RuntimeVersionError,
    CarrierError,
    TaskLostError,
    UncloneableError,
  }),
);

/** Returns these classes in addition to those that every thread knows. */
export function withErrors(classes: readonly ErrorConstructor[]): ErrorConstructors {
  return new Map([...knownErrors, ...classes.map((each) => [each.name, each] as const)]);
}

/** Throws a TypeError unless `value` is a list of classes of errors. */
export function expectErrors(name: string, value: unknown): void {
  if (!Array.isArray(value) || !value.every(isErrorClass))
    throw expected(name, 'an array of classes that extend Error', value);
}

function isErrorClass(value: unknown): boolean {
  return (
    typeof value === 'function' &&
    (value === Error || (value.prototype as unknown) instanceof Error)
  );
}
