import type { Context } from './types/context.js';
import { bindTo } from './internal/storage/bind-to.js';
import { expected, expectFunction } from './internal/expect.js';
import { share } from './internal/runtime/share.js';
import { isContext } from './internal/context/context.js';
import { storage } from './internal/storage/storage.js';

/**
 * Makes a function that runs `fn` in `context`, wherever it is called from, with the same `this`, arguments, `name`
 * and `length`. Useful for callbacks that a shared connection or queue calls in somebody else's context.
 *
 * @param context - The current context by default. At root the function runs at root.
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
    if (context === undefined) return bindTo(storage.getStore(), fn);
    if (!isContext(context)) throw expected('context', 'a Context', context);
    return bindTo(context, fn);
  });
