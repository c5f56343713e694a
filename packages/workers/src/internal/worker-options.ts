import type { WorkerOptions } from 'node:worker_threads';
import { type Check, nearestName, optionsChecker } from '@aiolocals/core/options';

/** Node checks the values of its own options. */
const byNode: Check = () => {};

/** Each name that the types of Node have: one that is missing here is a type error. */
const checks: Readonly<Record<keyof WorkerOptions | 'deno', Check>> = {
  argv: byNode,
  // Deno's own. It differs from `env` by two letters.
  deno: byNode,
  env: byNode,
  eval: byNode,
  execArgv: byNode,
  name: byNode,
  resourceLimits: byNode,
  stderr: byNode,
  stdin: byNode,
  stdout: byNode,
  trackUnmanagedFds: byNode,
  transferList: byNode,
  workerData: byNode,
};
const names = Object.keys(checks);
const check = optionsChecker('ContextWorker', checks);

/**
 * Throws a TypeError if the options of a `ContextWorker` are no object, or for a misspelt one. Other unknown names are
 * left to Node: a later version may have more options than are known here.
 */
export function checkWorkerOptions(options: WorkerOptions): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) check(options);
  for (const name in options)
    if (nearestName(name, names) !== undefined) check({ [name]: undefined });
}
