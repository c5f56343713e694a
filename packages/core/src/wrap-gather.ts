import type { Context as ContextType } from './types/context.js';
import { Context } from './internal/context/context.js';
import { optionsChecker } from './internal/check-options.js';
import { expectBoolean, expected, expectFunction } from './internal/expect.js';
import { share } from './internal/runtime/share.js';

/** The options of `wrapGather`. */
export interface GatherOptions {
  /** How many tasks run at once. All of them by default. */
  readonly concurrency?: number;
  /** Resolves to how each task settled, and cancels nobody, instead of rejecting with the first rejection. */
  readonly returnExceptions?: boolean;
}

type Task = () => unknown;

const checkGatherOptions = optionsChecker('wrapGather', {
  concurrency: expectConcurrency,
  returnExceptions: expectBoolean,
});

/** What the tasks resolve to, in their order. */
export type Gathered<Tasks extends readonly Task[]> = {
  -readonly [Index in keyof Tasks]: Awaited<ReturnType<Tasks[Index]>>;
};

/** How the tasks settled, in their order. */
export type GatheredSettled<Tasks extends readonly Task[]> = {
  -readonly [Index in keyof Tasks]: PromiseSettledResult<Awaited<ReturnType<Tasks[Index]>>>;
};

/** The type of {@link wrapGather}. */
export interface WrapGather {
  <const Tasks extends readonly Task[]>(
    tasks: Tasks,
    options: GatherOptions & { readonly returnExceptions: true },
  ): Promise<GatheredSettled<Tasks>>;
  <const Tasks extends readonly Task[]>(
    tasks: Tasks,
    options?: GatherOptions & { readonly returnExceptions?: false },
  ): Promise<Gathered<Tasks>>;
  <const Tasks extends readonly Task[]>(
    tasks: Tasks,
    options: GatherOptions,
  ): Promise<Gathered<Tasks> | GatheredSettled<Tasks>>;
}

/**
 * Runs tasks, each in a child context of its own, and resolves to their results in the order of the tasks.
 *
 * The first rejection rejects at once: the contexts of the other tasks are cancelled with that error as the reason,
 * no further task starts, and later rejections count as handled. With `returnExceptions: true` it resolves to how
 * each task settled, and nobody is cancelled. All contexts start from the state at the call, whenever they start.
 *
 * If the context of the caller is cancelled meanwhile, tasks that wait for their turn reject with its reason and do not
 * start.
 *
 * @throws TypeError if `tasks` is not a list of functions, or an option is not what it should be.
 *
 * @example
 * ```ts
 * import { wrapGather } from '@aiolocals/core';
 *
 * declare function loadUser(): Promise<{ name: string }>;
 * declare function loadOrders(): Promise<number[]>;
 * const [user, orders] = await wrapGather([() => loadUser(), () => loadOrders()]);
 * ```
 */
export const wrapGather: WrapGather = share('wrapGather', gather as WrapGather);

function gather(list: readonly Task[], options: GatherOptions = {}): Promise<unknown[]> {
  expectTasks(list);
  checkGatherOptions(options);
  // The caller's list may change while its tasks run.
  const tasks = [...list];
  const { concurrency = Infinity, returnExceptions = false } = options;
  const contexts = tasks.map(
    (task) => new Context(task.name === '' ? undefined : { name: task.name }),
  );
  // A caller that was cancelled before the call is usually cleaning up.
  const wasCancelled = Context.current()?.cancelled === true;
  const results: unknown[] = Array.from({ length: tasks.length });

  return new Promise((resolve, reject) => {
    let next = 0;
    let settled = 0;
    let failed = false;

    const settle = (index: number, result: unknown): void => {
      results[index] = result;
      settled += 1;
      if (settled === tasks.length) resolve(results);
      else startMore();
    };
    const fail = (error: unknown): void => {
      if (failed) return;
      failed = true;
      reject(error);
      // Those that finished, and those that never start, have nothing left to cancel.
      for (const context of contexts.slice(0, next)) if (!context.closed) context.cancel(error);
    };
    const start = (index: number): void => {
      const context = contexts[index] as ContextType;
      const run = context.run(async () => {
        if (!wasCancelled) context.throwIfCancelled();
        return await (tasks[index] as Task)();
      });
      if (returnExceptions) {
        run.then(
          (value) => settle(index, { status: 'fulfilled', value }),
          (reason: unknown) => settle(index, { status: 'rejected', reason }),
        );
      } else run.then((value) => settle(index, value), fail);
    };
    const startMore = (): void => {
      if (failed) return;
      // Tasks are async functions: none can fail while others are being started.
      while (next < tasks.length && next - settled < concurrency) start(next++);
    };

    if (tasks.length === 0) resolve(results);
    else startMore();
  });
}

function expectTasks(tasks: unknown): void {
  if (!Array.isArray(tasks))
    throw expected('tasks', 'an array of functions', tasks, 'pass `[task, task]`');
  // Not `forEach`, which skips the holes of a sparse array.
  for (const [index, task] of tasks.entries()) expectFunction(`tasks[${index}]`, task);
}

function expectConcurrency(name: string, value: unknown): void {
  if (value === Infinity || (Number.isInteger(value) && (value as number) >= 1)) return;
  throw expected(name, 'a whole number, 1 or more', value);
}
