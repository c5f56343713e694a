import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { type Worker } from 'node:worker_threads';
import { expectFunction } from './internal/expect.js';
import { spawnInContext } from './internal/spawn-in-context.js';

type WorkerConstructor = typeof Worker;

let active = 0;
let original: WorkerConstructor;
let preserving: WorkerConstructor;

/**
 * Runs `fn`. Until it is done, every `Worker` that anything in this thread spawns starts with its spawner's current
 * context as its base context, as a `ContextWorker` does. Useful for libraries that spawn threads of their own.
 *
 * It is for threads that live and die with the work. Prefer `ContextPool` or `contextTask` for pools: a thread that
 * outlives the context that spawned it would tell all later tasks that it belongs to the first.
 *
 * It does not reach code that took `Worker` out of the module by `require` before, nor classes that extend it.
 *
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
  if (!(result instanceof Promise)) {
    end();
    return result;
  }
  return result.finally(end) as Result;
}

function begin(): void {
  active += 1;
  if (active > 1) return;
  original = workerThreads.Worker;
  preserving = preservingOf(original);
  replace(preserving);
}

function end(): void {
  active -= 1;
  // Whoever has replaced it meanwhile keeps it.
  if (active === 0 && workerThreads.Worker === preserving) replace(original);
}

function replace(constructor: WorkerConstructor): void {
  workerThreads.Worker = constructor;
  syncBuiltinESMExports();
}

function preservingOf(constructor: WorkerConstructor): WorkerConstructor {
  return new Proxy(constructor, {
    construct(target, args, newTarget) {
      const spawn = (): Worker => Reflect.construct(target, args, newTarget) as Worker;
      // Somebody may have kept it, or extended it.
      return active === 0 ? spawn() : spawnInContext(spawn);
    },
  });
}
