import { type Check, type CheckOptions, expected, optionsChecker } from '@aiolocals/core/options';
import type { Piscina } from 'piscina';
import { expectErrors } from './error-classes.js';
import { isFilename } from './function-key.js';

type PiscinaOptions = NonNullable<ConstructorParameters<typeof Piscina>[0]>;

/** The options of Piscina, and two more. */
export interface ContextPoolOptions extends PiscinaOptions {
  /**
   * Your classes of errors that tasks throw. An error of one of them is an instance of it again when `run` rejects:
   * classes are found by name. JavaScript's own classes and those of these packages are known.
   *
   * @default []
   * @example
   * ```ts
   * import { ContextPool } from '@aiolocals/workers/piscina';
   *
   * class BudgetError extends Error {}
   * const pool = new ContextPool({ filename: '/srv/worker.js', errors: [BudgetError] });
   * ```
   */
  readonly errors?: readonly (abstract new (...args: never[]) => Error)[];
  /**
   * The file that the threads run first: `@aiolocals/workers/thread`, bundled into a file of its own as CommonJS. A path
   * or a `file:` URL. Useful if this package is in a bundle, and not installed where that runs.
   *
   * @default The file of this package, which is found wherever the package is installed.
   * @example
   * ```ts
   * import { ContextPool } from '@aiolocals/workers/piscina';
   *
   * const pool = new ContextPool({
   *   filename: new URL('./hash.js', import.meta.url).href,
   *   threadFile: new URL('./thread.cjs', import.meta.url).href,
   * });
   * ```
   */
  readonly threadFile?: string;
}

/** Piscina checks the values of its own options. */
const byPiscina: Check = () => {};

/** Each name that Piscina has, and our own: one that is missing here is a type error. */
const checks: Readonly<Record<keyof ContextPoolOptions, Check>> = {
  argv: byPiscina,
  atomics: byPiscina,
  closeTimeout: byPiscina,
  concurrentTasksPerWorker: byPiscina,
  env: byPiscina,
  errors: expectErrors,
  execArgv: byPiscina,
  filename: byPiscina,
  idleTimeout: byPiscina,
  loadBalancer: byPiscina,
  maxQueue: byPiscina,
  maxThreads: byPiscina,
  minThreads: byPiscina,
  name: byPiscina,
  niceIncrement: byPiscina,
  recordTiming: byPiscina,
  resourceLimits: byPiscina,
  stricterFIFO: byPiscina,
  taskQueue: byPiscina,
  threadFile: expectFile,
  trackUnmanagedFds: byPiscina,
  workerData: byPiscina,
  workerHistogram: byPiscina,
};

function expectFile(name: string, value: unknown): void {
  if (!isFilename(value)) throw expected(name, 'a path or a `file:` URL', value);
}

/** Throws a TypeError if the options of a pool are no object, or for an option that does not exist. */
export const checkPoolOptions: CheckOptions = optionsChecker('ContextPool', checks);
