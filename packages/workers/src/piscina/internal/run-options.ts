import { type Check, expectBoolean, optionsChecker } from '@aiolocals/core/options';
import type { Piscina } from 'piscina';

/** The options of Piscina's `run`. */
export type RunOptions = NonNullable<Parameters<Piscina['run']>[1]>;

/** The options of Piscina's `run`, and two more. */
export interface ContextRunOptions extends RunOptions {
  /**
   * Applies the assignments and deletions that the task makes in its context to the context that submitted it. They
   * are applied when the task succeeds. They are dropped, with a warning, if the task fails or the submitting context
   * has closed.
   *
   * @default false
   * @example
   * ```ts
   * import { ContextPool } from '@aiolocals/workers/piscina';
   *
   * declare const pool: ContextPool<string, void>;
   * await pool.run('order', { writeBack: true });
   * ```
   */
  readonly writeBack?: boolean;
  /**
   * Terminates the thread when the task is cancelled, as Piscina does when a `signal` aborts. The thread runs no other
   * task meanwhile. By default the thread continues, and the task learns of it from its context.
   *
   * @default false
   * @example
   * ```ts
   * import { ContextPool } from '@aiolocals/workers/piscina';
   *
   * declare const pool: ContextPool<string, void>;
   * await pool.run('endless loop', { terminate: true });
   * ```
   */
  readonly terminate?: boolean;
}

/** The options of `run` that a `ContextPool` acts on itself, with their defaults. */
interface OwnRunOptions {
  readonly writeBack: boolean;
  readonly terminate: boolean;
  readonly signal: RunOptions['signal'];
}

/** Piscina checks the values of its own options. */
const byPiscina: Check = () => {};

/** Each name that Piscina has, and our own: one that is missing here is a type error. */
const checks: Readonly<Record<keyof ContextRunOptions, Check>> = {
  filename: byPiscina,
  name: byPiscina,
  signal: byPiscina,
  terminate: expectBoolean,
  transferList: byPiscina,
  writeBack: expectBoolean,
};
const checkOptions = optionsChecker('run', checks);

/** The options of a task that is given none. */
export const NO_OPTIONS: ContextRunOptions = {};

/**
 * Returns the options that a `ContextPool` acts on itself.
 *
 * @throws TypeError for an option that does not exist, and if one that it adds to Piscina's is not a boolean.
 */
export function expectRunOptions(options: ContextRunOptions): OwnRunOptions {
  // Most tasks have none, and a check takes a hundredth of the round trip.
  if (options !== NO_OPTIONS) checkOptions(options);
  const { writeBack = false, terminate = false, signal } = options;
  return { writeBack, terminate, signal };
}
