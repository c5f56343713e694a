import { captureTask } from './internal/carrier/carrier.js';
import { seal } from './internal/carrier/envelope.js';

declare const argumentsOf: unique symbol;

/** The arguments of a task, with the context they were submitted in. Plain data: it can be cloned or written as JSON. */
export interface WithContext<Args extends readonly unknown[]> {
  readonly [argumentsOf]?: Args;
}

/**
 * Adds the current context to the arguments of a task that runs elsewhere: in a pool, or in a child process. The
 * function that receives them must be wrapped with `contextTask`.
 *
 * @param args - The arguments of the task.
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
