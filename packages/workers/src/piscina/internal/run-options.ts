import { expectBoolean } from '@aiolocals/core/options';
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

/**
 * Returns the options that a `ContextPool` acts on itself.
 *
 * @throws TypeError if one that it adds to Piscina's is not a boolean.
 */
export function expectRunOptions(options: ContextRunOptions): OwnRunOptions {
  const { writeBack = false, terminate = false, signal } = options;
  expectBoolean('writeBack', writeBack);
  expectBoolean('terminate', terminate);
  return { writeBack, terminate, signal };
}
