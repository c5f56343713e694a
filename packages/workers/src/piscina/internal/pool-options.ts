import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setEnvironmentData } from 'node:worker_threads';
import { FixedQueue, type Piscina, type PiscinaTask } from 'piscina';
import { CancellableQueue } from './cancellable-queue.js';
import { type PoolData, poolKey, readEntry } from './function-key.js';
import { Flags } from './cancel-flags.js';
import { threadFile } from './thread-file.js';

/** The options of Piscina. */
export type ContextPoolOptions = NonNullable<ConstructorParameters<typeof Piscina>[0]>;

/** What a pool needs before Piscina makes its first threads. */
export interface Prepared {
  /** Where the threads find what they need to know of the pool. */
  readonly key: string;
  readonly flags: Flags;
  readonly queue: CancellableQueue;
  readonly options: ContextPoolOptions;
}

/** Makes of the options of a pool those of the Piscina that it is. What is wrong with them is Piscina's to say. */
export function prepare(given: ContextPoolOptions): Prepared {
  const { filename, name = 'default', taskQueue, loadBalancer } = given;
  const key = poolKey(randomUUID().slice(0, 8));
  const flags = new Flags(mostTasksAtOnce(given));
  const queue = new CancellableQueue(taskQueue ?? new FixedQueue());
  const options = { ...given };
  if (typeof filename === 'string') Object.assign(options, { filename: threadFile(), name: key });
  if (taskQueue === undefined || typeof taskQueue.push === 'function') options.taskQueue = queue;
  if (typeof loadBalancer === 'function') {
    options.loadBalancer = (task, workers) => {
      const [, file = filename as string, fn = name] = readEntry(task.name);
      const asGiven: PiscinaTask = { ...task, filename: file, name: fn };
      return loadBalancer(asGiven, workers);
    };
  }
  const data: PoolData = { slots: flags.slots, filename: filename ?? undefined, name };
  setEnvironmentData(key, data);
  return { key, flags, queue, options };
}

const keys = new FinalizationRegistry<string>((key) => setEnvironmentData(key, undefined));

/** Threads find the pool for as long as it is there: a Piscina that was closed makes new ones if it is asked to. */
export function forgetWith(pool: object, { key }: Prepared): void {
  keys.register(pool, key);
}

function mostTasksAtOnce(options: ContextPoolOptions): number {
  const { maxThreads = 0, minThreads = 0, concurrentTasksPerWorker = 1 } = options;
  const threads = Math.max(maxThreads, minThreads, 2 * availableParallelism());
  // And the one that is on its way into the queue. Options that are no numbers are refused in a moment.
  return threads * concurrentTasksPerWorker + 1 || 1;
}
