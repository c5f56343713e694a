import { AssertionError } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { setEnvironmentData } from 'node:worker_threads';
import type { Piscina, PiscinaTask, TaskQueue } from 'piscina';
import { CancelFlags } from './cancel-flags.js';
import { CancellableQueue } from './cancellable-queue.js';
import { type ErrorConstructors, withErrors } from './error-classes.js';
import { filePath } from './file-path.js';
import { poolKey } from './function-key.js';
import type { PoolData } from './pool-data.js';
import { ownOptions } from './own-options.js';
import { checkPoolOptions, type ContextPoolOptions } from './pool-options.js';
import { namesOf, type OwnFunction } from './queue-view.js';
import { threadFile } from './thread-file.js';

/** What a pool needs before Piscina creates its first threads. */
export interface PreparedPool {
  /** The path of the file that its threads run. */
  readonly threadFile: string;
  /** The key of the pool's own function, under which its threads find its `PoolData`. */
  readonly key: string;
  readonly flags: CancelFlags;
  readonly queue: CancellableQueue;
  /** Whether Piscina calls code of the user for each task: a queue or a balancer, which belong to no context. */
  readonly isOutside: boolean;
  /** The classes that errors of tasks may have. */
  readonly errors: ErrorConstructors;
  /** The options of the pool, as they were given. */
  readonly given: ContextPoolOptions;
  /** The options for the Piscina that the pool extends. */
  readonly options: ContextPoolOptions;
}

/**
 * Turns the options of a pool into what it needs. Invalid values are left for Piscina to refuse.
 *
 * @throws TypeError for an option that does not exist.
 */
export function preparePool(asGiven: ContextPoolOptions): PreparedPool {
  const given = ownOptions(asGiven);
  checkPoolOptions(given);
  const { filename, name = 'default', taskQueue, loadBalancer, errors = [] } = given;
  const file = given.threadFile === undefined ? threadFile() : filePath(given.threadFile);
  const key = poolKey(randomUUID().slice(0, 8));
  const flags = new CancelFlags();
  const own: OwnFunction = { filename: filename ?? undefined, name };
  const queue = new CancellableQueue(taskQueue, own);
  const options = ownOptions(given);
  if (typeof filename === 'string') Object.assign(options, { filename: file, name: key });
  // Piscina refuses what is no queue or no balancer.
  if (taskQueue === undefined || isTaskQueue(taskQueue)) options.taskQueue = queue;
  if (typeof loadBalancer === 'function' && loadBalancer.length > 0) {
    options.loadBalancer = (task, workers) => {
      const shown: PiscinaTask = { ...task, ...namesOf(task.name, own) };
      return loadBalancer(shown, workers);
    };
  }
  const data: PoolData = { slots: flags.slots, ...own };
  setEnvironmentData(key, data);
  const isOutside = taskQueue !== undefined || loadBalancer !== undefined;
  const known = withErrors([AssertionError, ...errors]);
  return { threadFile: file, key, flags, queue, isOutside, errors: known, given, options };
}

/** Returns Piscina's view of its options with what the pool was given in place of what the pool needs. */
export function optionsAsGiven(
  options: Piscina['options'],
  { queue: { queue: taskQueue }, given }: PreparedPool,
): Piscina['options'] {
  const { filename, name = 'default', loadBalancer } = given;
  const file = typeof filename === 'string' ? filePath(filename) : null;
  const asGiven = Object.assign(ownOptions(options), { filename: file, name, taskQueue });
  return loadBalancer === undefined ? asGiven : Object.assign(asGiven, { loadBalancer });
}

const keys = new FinalizationRegistry<string>((key) => setEnvironmentData(key, undefined));

/**
 * Removes the environment data of the pool when the pool is garbage collected. Not when it is closed: a closed Piscina
 * creates new threads if it is given a task.
 */
export function forgetWith(pool: object, { key }: PreparedPool): void {
  keys.register(pool, key);
}

/** Whether Piscina accepts the value as a queue. */
function isTaskQueue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('size' in value)) return false;
  const { shift, remove, push } = value as Partial<TaskQueue>;
  return [shift, remove, push].every((method) => typeof method === 'function');
}
