import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ArrayTaskQueue, Piscina, type PiscinaTask, type TaskQueue } from 'piscina';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Context } from '@aiolocals/core';
import { ContextPool } from '@aiolocals/workers/piscina';
import { fixture, inContext } from './in-context.js';

const options = { filename: fixture('pool.mjs').href, minThreads: 1, maxThreads: 1 };
const { queueOptionsSymbol } = Piscina;
type AnyPool = Piscina<unknown, unknown>;
type Task = Parameters<TaskQueue['push']>[0];
type Options = ConstructorParameters<typeof Piscina>[0] & object;

/** What a queue sees of a task: parts of it are not in Piscina's types. */
const seenOf = (task: Task): unknown => {
  const { filename, name, task: submitted } = task as PiscinaTask & { readonly task: unknown };
  // Bytes that were moved can no longer be looked at.
  const shown = ArrayBuffer.isView(submitted) ? 'bytes' : submitted;
  return { filename, name, submitted: shown, options: task[queueOptionsSymbol as never] };
};

/** Runs the task with the highest priority first, as the queue of a user's would. */
class PriorityQueue implements TaskQueue {
  /** Each task as it was seen first: Piscina takes tasks out and puts them back as it likes. */
  readonly seen = new Map<Task, unknown>();
  readonly #taken = new Set<Task>();
  readonly #tasks: Task[] = [];

  get size(): number {
    return this.#tasks.length;
  }

  push(task: Task): void {
    if (!this.seen.has(task)) this.seen.set(task, seenOf(task));
    this.#tasks.push(task);
  }

  shift(): Task | null {
    const priority = (task: Task): number =>
      (task[queueOptionsSymbol as never] as { priority?: number } | null)?.priority ?? 0;
    const [first] = this.#tasks.toSorted((a, b) => priority(b) - priority(a));
    if (first === undefined) return null;
    this.remove(first);
    this.#taken.delete(first);
    this.#taken.add(first);
    return first;
  }

  /** The places of the tasks among all, in the order in which they were taken out for good. */
  get order(): number[] {
    const all = [...this.seen.keys()];
    return [...this.#taken].map((task) => all.indexOf(task));
  }

  remove(task: Task): void {
    const at = this.#tasks.indexOf(task);
    if (at === -1) throw new Error('removed a task that is not queued');
    this.#tasks.splice(at, 1);
  }
}

function poolOf(Pool: typeof Piscina, more: Options): AnyPool {
  const pool: AnyPool = new Pool({ ...options, ...more });
  onTestFinished(() => pool.destroy());
  return pool;
}

const task = (id: number, priority?: number): object => ({
  id,
  ...(priority === undefined ? {} : { [queueOptionsSymbol]: { priority } }),
});

/** Submits seven tasks of many kinds while the thread is busy. */
async function submit(pool: AnyPool): Promise<unknown[]> {
  const moved = Object.assign(new Uint8Array(2), task(4, 5));
  const filename = fileURLToPath(fixture('look-up/members.cjs'));
  return Promise.all([
    inContext('a1', () => pool.run(50, { name: 'busy' })),
    inContext('a1', () => pool.run(task(1, -1))),
    inContext('a1', () => pool.run(task(2, 1))),
    pool.run(task(3, 9)),
    pool.run(Piscina.move(moved)),
    inContext('a2', () => pool.run(task(5, 7), { name: 'look' })),
    inContext('a2', () => pool.run('text', { filename, name: 'b' })),
    pool.run(task(7, -2), { name: 'look' }),
  ]);
}

/** The same in Piscina and in a ContextPool. */
async function inBoth<Result>(
  use: (Pool: typeof Piscina) => Promise<Result>,
): Promise<[Result, Result]> {
  return Promise.all([use(Piscina), use(ContextPool)]);
}

describe('a `taskQueue` of the options', () => {
  test('it sees the tasks, files, functions and options that were submitted, and sets their order', async () => {
    const [expected, own] = await inBoth(async (Pool) => {
      const taskQueue = new PriorityQueue();
      const pool = poolOf(Pool, { taskQueue });
      await once(pool, 'workerCreate');
      await submit(pool);
      expect(pool.options.taskQueue).toBe(taskQueue);
      return { order: taskQueue.order, seen: [...taskQueue.seen.values()] };
    });
    expect(own).toEqual(expected);
    expect(own.order).toEqual([2, 4, 3, 1, 5, 0, 6]);
    expect(own.seen).toHaveLength(7);
  });

  test('a cancelled task is taken out of it', async () => {
    const taskQueue = new PriorityQueue();
    const pool = poolOf(ContextPool, { taskQueue });
    await once(pool, 'workerCreate');
    const context = new Context({ parent: null });
    const running = pool.run(20, { name: 'busy' });
    const queued = context.run(async () => pool.run(1));
    expect(taskQueue.size).toBe(1);
    context.cancel(new Error('enough'));
    await expect(queued).rejects.toThrow('enough');
    expect(taskQueue.size).toBe(0);
    await running;
  });

  test('a task that is aborted, and cancelled as well, is taken out of it once', async () => {
    const removed: Task[] = [];
    class Noting extends ArrayTaskQueue {
      override remove(queued: Task): void {
        removed.push(queued);
        super.remove(queued);
      }
    }
    const pool = poolOf(ContextPool, { taskQueue: new Noting() });
    await once(pool, 'workerCreate');
    const before = [pool.run(20, { name: 'busy' }), pool.run(1)];
    const [context, aborting] = [new Context({ parent: null }), new AbortController()];
    const queued = context.run(async () => pool.run(2, { signal: aborting.signal }));
    aborting.abort();
    context.cancel();
    expect(removed).toHaveLength(1);
    await expect(queued).rejects.toThrow('cancelled');
    await Promise.all(before);
  });

  test('what it throws rejects the task, and the pool goes on', async () => {
    class Full extends ArrayTaskQueue {
      override push(): void {
        throw new RangeError('full');
      }
    }
    const pool = poolOf(ContextPool, { taskQueue: new Full() });
    await once(pool, 'workerCreate');
    const running = inContext('a1', () => pool.run(20, { name: 'busy' }));
    await expect(inContext('a2', () => pool.run(2))).rejects.toThrow('full');
    await running;
    expect(await inContext('a3', () => pool.run(3))).toMatchObject({ task: 3 });
  });

  test('a queue of Piscina’s own works too', async () => {
    const pool = poolOf(ContextPool, { taskQueue: new ArrayTaskQueue() });
    await once(pool, 'workerCreate');
    const results = await submit(pool);
    expect(results.slice(1, 3)).toMatchObject([{ task: { id: 1 } }, { task: { id: 2 } }]);
    expect(results[6]).toBe('b');
  });
});

test('a `loadBalancer` of the options sees what it sees in Piscina, outside any context', async () => {
  const [expected, own] = await inBoth(async (Pool) => {
    const seen: unknown[] = [];
    const loadBalancer: Options['loadBalancer'] = (given, workers) => {
      const { taskId: _id, created: _created, ...rest } = given;
      const found = workers.find(({ currentUsage }) => currentUsage === 0) ?? null;
      seen.push([rest, given[queueOptionsSymbol as never], found === null, Context.current()]);
      return found;
    };
    // The thread is created in the context of the first task.
    const pool = poolOf(Pool, { loadBalancer, minThreads: 0 });
    await inContext('a1', () => pool.run(task(1, 3)));
    const { signal } = new AbortController();
    await inContext('a1', () => pool.run(task(2), { signal, name: 'look' }));
    return Pool === Piscina ? seen.map((each) => (each as unknown[]).slice(0, 3)) : seen;
  });
  expect(own.map((each) => (each as unknown[]).slice(0, 3))).toEqual(expected);
  expect(own.map((each) => (each as unknown[])[3])).toEqual([undefined, undefined, undefined]);
  expect(own).toHaveLength(3);
});

describe.for<[string, Options]>([
  [
    'many options',
    {
      atomics: 'async',
      workerHistogram: true,
      env: { SPAM: 'ham' },
      argv: ['--spam'],
      execArgv: ['--no-warnings'],
      resourceLimits: { maxOldGenerationSizeMb: 64 },
      workerData: { spam: 1 },
    },
  ],
  ['their opposites', { atomics: 'disabled', recordTiming: false, maxThreads: Infinity }],
])('a pool with %s', ([, more]) => {
  test('it is as in Piscina', async () => {
    const [expected, own] = await inBoth(async (Pool) => {
      const pool = poolOf(Pool, more);
      const ran = await Promise.all(
        [1, 2, 3].map((id) => inContext('a1', () => pool.run(id, { name: 'surroundings' }))),
      );
      const { taskQueue: _queue, filename, ...rest } = pool.options;
      const figures = {
        recorded: pool.histogram.runTime !== undefined,
        completed: pool.completed,
        isUsed: pool.utilization > 0,
        threads: pool.threads.length > 0,
      };
      return { ran, rest, filename, figures };
    });
    expect(own).toEqual(expected);
    expect(own.ran).toHaveLength(3);
  });
});

test.for<[object, string]>([
  [{ concurrentTasksPerWorker: -1 }, 'concurrentTasksPerWorker must be a positive integer'],
  [{ concurrentTasksPerWorker: Number.NaN, maxThreads: 0 }, 'maxThreads must be a positive'],
  [{ taskQueue: null }, 'taskQueue must be a TaskQueue object'],
  [{ taskQueue: { push() {}, size: 0 } }, 'taskQueue must be a TaskQueue object'],
  [{ maxThreads: -Infinity }, 'maxThreads must be a positive integer'],
  [{ minThreads: 'many' }, 'minThreads must be a non-negative integer'],
  [{ loadBalancer: () => null }, 'loadBalancer must be a function with at least two args'],
])('a ContextPool refuses %o in the words of Piscina', ([invalid, sentence]) => {
  for (const Pool of [Piscina, ContextPool])
    expect(() => new Pool({ ...options, ...invalid })).toThrow(`options.${sentence}`);
});

test('no option is taken from a prototype, as in Piscina', async () => {
  const polluted = Object.create({ name: 'fail', errors: 7, misspelt: 1 }) as Options;
  const pool = new ContextPool<unknown, unknown>(Object.assign(polluted, options));
  onTestFinished(() => pool.destroy());
  const run = Object.create({ name: 'fail', writeback: true }) as object;
  expect(await pool.run(1, run)).toMatchObject({ task: 1 });
});
