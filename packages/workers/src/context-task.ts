import { expectFunction, optionsChecker } from '@aiolocals/core/options';
import { open } from './internal/carrier/envelope.js';
import { restoreChecks } from './internal/carrier/restore-options.js';
import { runInCarrier } from './internal/carrier/run-in-carrier.js';
import type { RestoreContextOptions } from './restore-context.js';
import type { WithContext } from './with-context.js';

/** The function that `contextTask` returns. It accepts the result of `withContext`, or plain arguments. */
export interface ContextTask<Args extends unknown[], Result> {
  (carried: WithContext<Args>, ...rest: unknown[]): Result;
  (...args: Args): Result;
}

const checkOptions = optionsChecker('contextTask', restoreChecks);

/**
 * Returns a function that accepts the result of `withContext` and runs `fn` with its arguments, in a context that
 * starts from the submitter's state and has the submitter's deadline. Export it from a file that the threads of a pool
 * run, or add it as the `message` listener of a child process.
 *
 * A call with plain arguments is passed to `fn` unchanged. So is data of a client: parsed JSON counts as the result of
 * `withContext` only if this process, its parent or one of its children made it.
 *
 * @param fn - The task.
 * @param options - What to do with a carrier that cannot be restored.
 * @throws TypeError if `fn` is not a function or an option is invalid. The returned function throws a
 * {@link CarrierError} if a carrier is damaged or of a later version.
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
  options: RestoreContextOptions = {},
): ContextTask<Args, Result> {
  expectFunction('fn', fn);
  checkOptions(options);
  return function task(...given: unknown[]): Result {
    const [first, ...rest] = given;
    const opened = open(first);
    if (opened === undefined) return fn(...(given as Args));
    const { carrier, content } = opened;
    const args = Array.isArray(content) ? content : [content];
    // Pools and processes append arguments of their own, such as the handle that came with a message.
    return runInCarrier(carrier, options, fn, ...([...args, ...rest] as Args));
  };
}
