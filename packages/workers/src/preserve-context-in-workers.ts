import { syncBuiltinESMExports } from 'node:module';
import { types } from 'node:util';
import workerThreads, { type Worker } from 'node:worker_threads';
import { expectFunction } from '@aiolocals/core/options';
import { spawnInContext } from './internal/carrier/spawn-in-context.js';

type WorkerConstructor = typeof Worker;

/** What stands in `node:worker_threads` while at least one call is active. */
const replacement: {
  calls: number;
  original: WorkerConstructor;
  preserving: WorkerConstructor;
} = { calls: 0, original: workerThreads.Worker, preserving: workerThreads.Worker };

/**
 * Runs `fn`. Until it is done, every `Worker` created in this thread, by any code, has its creator's current context
 * as its base context, as with a `ContextWorker`. Useful for libraries that create threads of their own.
 *
 * Use it for threads that end with the work. Prefer `ContextPool` or `contextTask` for pools: a thread that outlives
 * the context it was created in would run all later tasks in the first task's context.
 *
 * A Local without a key stays behind. A process warning names it, unless it was made with `travels: false`.
 *
 * It does not reach code that took `Worker` out of the module with `require` before the call, nor classes that
 * extended `Worker` before it.
 *
 * @param fn - The code to run. If it returns a promise, it is done when the promise settles.
 * @returns What `fn` returns.
 * @throws TypeError if `fn` is not a function.
 *
 * @example
 * ```ts
 * import { preserveContextInWorkers } from '@aiolocals/workers';
 *
 * declare function renderInThread(): Promise<string>;
 * const page = await preserveContextInWorkers(() => renderInThread());
 * ```
 */
export function preserveContextInWorkers<Result>(fn: () => Result): Result {
  expectFunction('fn', fn);
  begin();
  let result: Result;
  try {
    result = fn();
  } catch (error) {
    end();
    throw error;
  }
  // Not `instanceof`: a promise of another realm, such as that of a `vm` context, is one too.
  if (!types.isPromise(result)) {
    end();
    return result;
  }
  return result.finally(end) as Result;
}

function begin(): void {
  replacement.calls += 1;
  if (replacement.calls > 1) return;
  replacement.original = workerThreads.Worker;
  replacement.preserving = preservingOf(replacement.original);
  replace(replacement.preserving);
}

function end(): void {
  replacement.calls -= 1;
  // If other code has replaced `Worker` in the meantime, its replacement stays.
  const isOurs = workerThreads.Worker === replacement.preserving;
  if (replacement.calls === 0 && isOurs) replace(replacement.original);
}

function replace(constructor: WorkerConstructor): void {
  workerThreads.Worker = constructor;
  syncBuiltinESMExports();
}

function preservingOf(constructor: WorkerConstructor): WorkerConstructor {
  return new Proxy(constructor, {
    construct(target, args, newTarget) {
      const spawn = (): Worker => Reflect.construct(target, args, newTarget) as Worker;
      // Code that kept or extended this constructor may call it after the last call has ended.
      return replacement.calls === 0 ? spawn() : spawnInContext(spawn);
    },
  });
}
