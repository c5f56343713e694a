import { type Check, type CheckOptions, optionsChecker } from '@aiolocals/core/options';
import type { Piscina } from 'piscina';

/** The options of Piscina. */
export type ContextPoolOptions = NonNullable<ConstructorParameters<typeof Piscina>[0]>;

/** Piscina checks the values of its own options. */
const byPiscina: Check = () => {};

/** Each name that Piscina has: one that is missing here is a type error. */
const checks: Readonly<Record<keyof ContextPoolOptions, Check>> = {
  argv: byPiscina,
  atomics: byPiscina,
  closeTimeout: byPiscina,
  concurrentTasksPerWorker: byPiscina,
  env: byPiscina,
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
  trackUnmanagedFds: byPiscina,
  workerData: byPiscina,
  workerHistogram: byPiscina,
};

/** Throws a TypeError if the options of a pool are no object, or for an option that Piscina does not have. */
export const checkPoolOptions: CheckOptions = optionsChecker('ContextPool', checks);
