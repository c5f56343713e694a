import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { types } from 'node:util';
import workerThreads, { type Worker } from 'node:worker_threads';
import { expectFunction } from '@aiolocals/core/options';
import { spawnInContext } from './internal/carrier/spawn-in-context.js';
import { hookConstruction } from './internal/hook-construction.js';

type WorkerConstructor = typeof Worker;

/** What is in force while at least one call is active. */
const active = { calls: 0, undo: (): void => {} };

/** Whether `syncBuiltinESMExports` changes bindings that were imported. In Bun and Deno it has no effect. */
const reachesImports = !('bun' in process.versions || 'deno' in process.versions);

/**
 * Runs `fn`. Until it is done, every `Worker` created in this thread, by any code, has its creator's current context
 * as its base context, as with a `ContextWorker`. Useful for libraries that create threads of their own.
 *
 * Use it for threads that end with the work. Prefer `ContextPool` or `contextTask` for pools: a thread that outlives
 * the context it was created in would run all later tasks in the first task's context.
 *
 * A Local without a key stays behind. A process warning names it, unless it was made with `travels: false`.
 *
 * In Node, it does not reach code that took `Worker` out of the module with `require` before the call, nor classes that
 * extended `Worker` before it. In Bun and Deno it does.
 *
 * @param fn - The code to run. If it returns a promise, it is done when the promise settles.
 * @returns What `fn` returns.
 * @throws TypeError if `fn` is not a function. In Bun and Deno, an Error if `Worker` is frozen.
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
  if (active.calls === 0)
    active.undo = reachesImports ? replaceWorker() : hookConstruction(workerThreads.Worker);
  active.calls += 1;
}

function end(): void {
  active.calls -= 1;
  if (active.calls === 0) active.undo();
}

/** Replaces `Worker` with a constructor that preserves the context. Returns a function that undoes it. */
function replaceWorker(): () => void {
  const original = workerThreads.Worker;
  const preserving = preservingOf(original);
  replace(preserving);
  return () => {
    // If other code has replaced `Worker` in the meantime, its replacement stays.
    if (workerThreads.Worker === preserving) replace(original);
  };
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
      return active.calls === 0 ? spawn() : spawnInContext(spawn);
    },
  });
}
