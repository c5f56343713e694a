import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setEnvironmentData } from 'node:worker_threads';
import { FixedQueue, type Piscina, type PiscinaTask } from 'piscina';
import { CancelFlags } from './cancel-flags.js';
import { CancellableQueue } from './cancellable-queue.js';
import { filePath } from './file-path.js';
import { poolKey, readFunctionKey } from './function-key.js';
import type { PoolData } from './pool-data.js';
import { checkPoolOptions, type ContextPoolOptions } from './pool-options.js';
import { threadFile } from './thread-file.js';

/** What a pool needs before Piscina creates its first threads. */
export interface PreparedPool {
  /** The key of the pool's own function, under which its threads find its `PoolData`. */
  readonly key: string;
  readonly flags: CancelFlags;
  readonly queue: CancellableQueue;
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
export function preparePool(given: ContextPoolOptions): PreparedPool {
  checkPoolOptions(given);
  const { filename, name = 'default', taskQueue, loadBalancer } = given;
  const key = poolKey(randomUUID().slice(0, 8));
  const flags = new CancelFlags(mostTasksAtOnce(given));
  const queue = new CancellableQueue(taskQueue ?? new FixedQueue());
  const options = { ...given };
  if (typeof filename === 'string') Object.assign(options, { filename: threadFile(), name: key });
  if (taskQueue === undefined || typeof taskQueue.push === 'function') options.taskQueue = queue;
  if (typeof loadBalancer === 'function') {
    options.loadBalancer = (task, workers) => {
      const [, file = filename as string, fn = name] = readFunctionKey(task.name);
      const asGiven: PiscinaTask = { ...task, filename: file, name: fn };
      return loadBalancer(asGiven, workers);
    };
  }
  const data: PoolData = { slots: flags.slots, filename: filename ?? undefined, name };
  setEnvironmentData(key, data);
  return { key, flags, queue, given: { ...given }, options };
}

/** Returns Piscina's view of its options with what the pool was given in place of what the pool needs. */
export function optionsAsGiven(
  options: Piscina['options'],
  { queue: { queue: taskQueue }, given }: PreparedPool,
): Piscina['options'] {
  const { filename, name = 'default', loadBalancer } = given;
  const file = typeof filename === 'string' ? filePath(filename) : null;
  const asGiven = { ...options, filename: file, name, taskQueue };
  return loadBalancer === undefined ? asGiven : { ...asGiven, loadBalancer };
}

const keys = new FinalizationRegistry<string>((key) => setEnvironmentData(key, undefined));

/**
 * Removes the environment data of the pool when the pool is garbage collected. Not when it is closed: a closed Piscina
 * creates new threads if it is given a task.
 */
export function forgetWith(pool: object, { key }: PreparedPool): void {
  keys.register(pool, key);
}

function mostTasksAtOnce(options: ContextPoolOptions): number {
  const { maxThreads = 0, minThreads = 0, concurrentTasksPerWorker = 1 } = options;
  const threads = Math.max(maxThreads, minThreads, 2 * availableParallelism());
  // One more for the task that is about to be queued. NaN becomes 1: Piscina refuses such options right after this.
  return threads * concurrentTasksPerWorker + 1 || 1;
}
