import { captureTask } from './internal/carrier/carrier.js';
import { carrierOf, isEnvelope, seal } from './internal/carrier/envelope.js';
import { expectFunction, expectOnRefusal } from './internal/expect.js';
import { runIn } from './internal/carrier/open-carrier.js';
import type { RestoreContextOptions } from './restore-context.js';

declare const argumentsOf: unique symbol;

/** Arguments that carry a context. Plain data for whatever takes them to the task. */
export interface WithContext<Args extends readonly unknown[]> {
  readonly [argumentsOf]?: Args;
}

/** What `contextTask` makes of a function: it takes what `withContext` returned, or the arguments as they are. */
export interface ContextTask<Args extends unknown[], Result> {
  (carried: WithContext<Args>, ...rest: unknown[]): Result;
  (...args: Args): Result;
}

/**
 * Adds the current context to the arguments of a task that runs elsewhere: in a pool, or in a child process. The
 * function that takes them there must be one that `contextTask` made.
 *
 * @throws {@link UncloneableError} if an attribute cannot be cloned.
 *
 * @example
 * ```ts
 * import { withContext } from '@aiolocals/workers';
 *
 * declare const pool: { run(task: object): Promise<string> };
 * const hash = await pool.run(withContext('password'));
 * ```
 */
export function withContext<Args extends unknown[]>(...args: Args): WithContext<Args> {
  return seal(args, captureTask) as WithContext<Args>;
}

/**
 * Makes a function that runs `fn` with the arguments and in the state that `withContext` was called with: what a
 * thread of any pool, or a child process as its `message` listener, calls. The deadline of the submitter is the
 * task's. A call with other arguments is passed on as it is.
 *
 * @throws TypeError if `fn` is not a function or an option is not what it should be. The function that is made throws
 * a {@link CarrierError} if a carrier is damaged or of a later version.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { contextTask } from '@aiolocals/workers';
 *
 * export const hash = contextTask((password: string) => `${request.id}: ${password.length}`);
 * ```
 */
export function contextTask<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  options?: RestoreContextOptions,
): ContextTask<Args, Result> {
  expectFunction('fn', fn);
  const onRefusal = expectOnRefusal(options);
  return function task(...given: unknown[]): Result {
    const [first, ...rest] = given;
    if (!isEnvelope(first)) return fn(...(given as Args));
    const { content } = first;
    const args = Array.isArray(content) ? content : [content];
    // What a pool or a process adds, such as the handle that came with a message, comes last.
    return runIn(carrierOf(first), onRefusal, fn, ...([...args, ...rest] as Args));
  };
}
