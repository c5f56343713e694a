import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from './types/context.js';
import { bindTo, likeness } from './internal/storage/bind-to.js';
import { expected, expectFunction } from './internal/expect.js';
import { share } from './internal/runtime/share.js';
import { isContext } from './internal/context/context.js';

/**
 * Returns a function that runs `fn` as if it were called here, wherever it is called, with the same `this`, arguments,
 * `name` and `length`. Useful for callbacks that a shared connection or queue calls in another request's context.
 *
 * Without a context, the function brings back all that was in force at this call, of every AsyncLocalStorage: the span of
 * a tracer and the transaction of a database too. With one, it brings back that context and touches no other storage.
 *
 * @param context - The context to run `fn` in. By default, everything is as it is here, also outside any context.
 * @throws TypeError if `fn` is not a function or `context` is not a Context.
 *
 * @example
 * ```ts
 * import { bind } from '@aiolocals/core';
 *
 * declare const pool: { query(sql: string, done: (error: Error | null) => void): void };
 * pool.query('select 1', bind((error) => console.log(error)));
 * ```
 */
export const bind: <Fn extends (...args: never[]) => unknown>(fn: Fn, context?: Context) => Fn =
  share('bind', (fn, context) => {
    expectFunction('fn', fn);
    if (context === undefined) return bindHere(fn);
    if (!isContext(context)) throw expected('context', 'a Context', context);
    return bindTo(context, fn);
  });

function bindHere<Fn extends (...args: never[]) => unknown>(fn: Fn): Fn {
  const run = AsyncLocalStorage.snapshot();
  return likeness(function (this: unknown, ...args: unknown[]): unknown {
    return run(Reflect.apply, fn, this, args);
  }, fn);
}
