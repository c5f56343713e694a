import { types } from 'node:util';
import { likeness } from './internal/storage/bind-to.js';
import { expected } from './internal/expect.js';
import { type AnyIterator, iterateIn } from './internal/storage/iterate-in.js';
import { share } from './internal/runtime/share.js';
import { storage } from './internal/storage/storage.js';

/** Not by `Generator`: a generator that is written in the call would take its type of `next` from here. */
type GeneratorFunction = (
  ...args: never[]
) => (Iterable<unknown> | AsyncIterable<unknown>) & AnyIterator;

/**
 * Makes a generator function whose generators keep the context that they were created in: their bodies run in it,
 * wherever `next` is called. Without it, a body runs in the context of the code that asks for the next value. For
 * synchronous and asynchronous generators.
 *
 * @throws TypeError if `fn` is not a generator function.
 *
 * @example
 * ```ts
 * import { request, wrapGenerator } from '@aiolocals/core';
 *
 * const lines = wrapGenerator(function* (count: number) {
 *   for (let line = 1; line <= count; line++) yield `${request.id}: ${line}`;
 * });
 * ```
 */
export const wrapGenerator: <Fn extends GeneratorFunction>(fn: Fn) => Fn = share(
  'wrapGenerator',
  <Fn extends GeneratorFunction>(fn: Fn) => {
    if (!types.isGeneratorFunction(fn)) {
      const hint = types.isGeneratorObject(fn) ? 'wrap the function that makes it' : undefined;
      throw expected('fn', 'a generator function', fn, hint);
    }
    return likeness(function (this: unknown, ...args: never[]): object {
      return iterateIn(storage.getStore(), Reflect.apply(fn, this, args) as AnyIterator);
    }, fn);
  },
);
