import type { ContextOptions } from './types/context.js';
import { Context } from './internal/context/context.js';
import { expectFunction } from './internal/expect.js';
import { checkTaskOptions } from './internal/context/options.js';
import { track } from './internal/context/outstanding-tasks.js';
import { share } from './internal/runtime/share.js';

/**
 * Starts `fn` now as a background task, in a context that is a child of the current one, and returns its promise.
 *
 * A failure that nobody awaits is an ordinary unhandled rejection, reported in the context of the task.
 *
 * @param options - As for a new Context. `name` is the name of `fn` by default.
 * @throws TypeError if `fn` is not a function (a promise has started already, in the context it was made in), or an
 * option does not exist or is not what it should be.
 *
 * @example
 * ```ts
 * import { wrapAsync } from '@aiolocals/core';
 *
 * declare function buildReport(): Promise<string>;
 * const report = wrapAsync(() => buildReport(), { name: 'report' });
 * // … and later
 * console.log(await report);
 * ```
 */
export const wrapAsync: <Result>(
  fn: () => Result,
  options?: ContextOptions,
) => Promise<Awaited<Result>> = share(
  'wrapAsync',
  <Result>(fn: () => Result, options?: ContextOptions) => {
    expectFunction('fn', fn);
    if (options !== undefined) checkTaskOptions(options);
    const named = fn.name !== '' && options?.name === undefined;
    const context = new Context(named ? { ...options, name: fn.name } : options);
    track(context);
    // An async function makes one native promise of a value, a throw and a thenable alike.
    return context.run(async (): Promise<Awaited<Result>> => await fn());
  },
);
