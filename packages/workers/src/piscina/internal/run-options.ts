import { type Check, expectBoolean, expected, optionsChecker } from '@aiolocals/core/options';
import type { Piscina } from 'piscina';
import { canBeOptions } from './own-options.js';

/** The options of Piscina's `run`. */
export type RunOptions = NonNullable<Parameters<Piscina['run']>[1]>;

/** The options of Piscina's `run`, and three more. */
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
   * Ends the thread when the context that submitted the task is cancelled: at once with `true`, or with a number if the
   * task still runs after so many milliseconds. Until then, the task learns of the cancellation from its context. By
   * default the thread is never ended, so its other tasks go on. A task whose thread may be ended shares it with no
   * other task.
   *
   * A `signal` always ends the thread, as in Piscina.
   *
   * @default false
   * @example
   * ```ts
   * import { ContextPool } from '@aiolocals/workers/piscina';
   *
   * declare const pool: ContextPool<string, void>;
   * await pool.run('may not listen', { terminate: 500 });
   * ```
   */
  readonly terminate?: boolean | number;
  /**
   * Ends the thread, and rejects with a `DeadlineError`, if the task has not ended so many milliseconds after a thread
   * took it. The context of the task has that deadline. Such a task shares its thread with no other.
   *
   * @default Infinity
   * @example
   * ```ts
   * import { ContextPool } from '@aiolocals/workers/piscina';
   *
   * declare const pool: ContextPool<string, void>;
   * await pool.run('endless loop', { timeout: 5000 });
   * ```
   */
  readonly timeout?: number;
}

/** The options of `run` that a `ContextPool` acts on itself, with their defaults. */
interface PoolRunOptions {
  readonly writeBack: boolean;
  readonly terminate: boolean | number;
  readonly timeout: number | undefined;
  readonly signal: RunOptions['signal'];
}

/** Piscina checks the values of its own options. */
const byPiscina: Check = () => {};

/** Each name that Piscina has, and our own: one that is missing here is a type error. */
const checks: Readonly<Record<keyof ContextRunOptions, Check>> = {
  filename: byPiscina,
  name: byPiscina,
  signal: byPiscina,
  terminate: expectTermination,
  timeout: expectLimit,
  transferList: byPiscina,
  writeBack: expectBoolean,
};
const checkOptions = optionsChecker('run', checks);

const DEFAULTS: PoolRunOptions = {
  writeBack: false,
  terminate: false,
  timeout: undefined,
  signal: undefined,
};

/**
 * Makes objects that inherit nothing that could be an option. `Object.create(null)` makes hash tables, which take five times as long to fill,
 * list and copy.
 */
class OwnRunOptions {
  static {
    Object.setPrototypeOf(this.prototype, null);
  }
}

/** The options of a task that is given none. */
export const NO_OPTIONS: ContextRunOptions = new OwnRunOptions();

/** Does for the options of `run` what `ownOptions` does for those of a pool. */
export function ownRunOptions(options: ContextRunOptions): ContextRunOptions {
  if (options === NO_OPTIONS) return options;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options;
  const given = options as Readonly<Record<string, unknown>>;
  const own = new OwnRunOptions() as Record<string, unknown>;
  let isEmpty = true;
  for (const name in given) {
    if (!Object.hasOwn(given, name)) continue;
    own[name] = given[name];
    isEmpty = false;
  }
  // What has properties can be options. To look at the prototype takes as long as all the rest.
  return isEmpty && !canBeOptions(options) ? options : own;
}

/**
 * Returns the options that a `ContextPool` acts on itself.
 *
 * @throws TypeError for an option that does not exist, and for one of the wrong kind that is not Piscina's.
 */
export function expectRunOptions(options: ContextRunOptions): PoolRunOptions {
  // Most tasks have none, and a check takes a hundredth of the round trip.
  if (options === NO_OPTIONS) return DEFAULTS;
  checkOptions(options);
  const { writeBack = false, terminate = false, timeout, signal } = options;
  return { writeBack, terminate, timeout: timeout === Infinity ? undefined : timeout, signal };
}

function expectTermination(name: string, value: unknown): void {
  if (typeof value !== 'boolean' && !isLimit(value))
    throw expected(name, 'a boolean, or a number of milliseconds, 0 to 2147483647', value);
}

function expectLimit(name: string, value: unknown): void {
  if (!isLimit(value) && value !== Infinity)
    throw expected(name, 'a number of milliseconds, 0 to 2147483647, or `Infinity`', value);
}

/** Whether a timer takes as many milliseconds. */
function isLimit(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 2 ** 31 - 1;
}
