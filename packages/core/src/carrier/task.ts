import type { Context } from '../context.js';
import * as own from '../internal/context.js';
import { expectContext } from '../internal/expect-context.js';
import { expectFunction } from '../internal/expect.js';
import { share } from '../internal/runtime.js';

/**
 * Takes the next ident of the unit of work that `context` belongs to, for a task of it that runs elsewhere:
 * `REQ7f/3`.
 *
 * @throws TypeError if `context` is not a Context.
 */
export const nextIdent: (context: Context) => string = share('nextIdent', (context) => {
  expectContext('context', context);
  return own.nextIdent(context);
});

/**
 * Calls `listener` once if `context` is cancelled or its deadline passes while it is open: what a child of it would
 * be told. Cheaper than its `signal`.
 *
 * @returns A function that stops it.
 * @throws TypeError if `context` is not a Context or `listener` not a function.
 */
export const watchCancellation: (
  context: Context,
  listener: (reason: unknown) => void,
) => () => void = share('watchCancellation', (context, listener) => {
  expectContext('context', context);
  expectFunction('listener', listener);
  const lifetime = own.lifetimeOf(context);
  lifetime.watch(listener);
  return () => lifetime.unwatch(listener);
});
