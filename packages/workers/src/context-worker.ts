import { Worker, type WorkerOptions } from 'node:worker_threads';
import { bindEmitter, Context } from '@aiolocals/core';
import { spawnInContext } from './internal/carrier/spawn-in-context.js';
import { checkWorkerOptions } from './internal/worker-options.js';

/** Hands the context over around the constructor of `Worker`. A subclass cannot run code around `super()`. */
const SpawningWorker: typeof Worker = new Proxy(Worker, {
  construct: (target, args, newTarget) =>
    // Outside any context on this side: the thread must not keep alive the context that happened to create it.
    spawnInContext(() => Context.exit(() => Reflect.construct(target, args, newTarget) as Worker)),
});

/**
 * A `Worker` whose thread has a copy of the current context as its base context. It is current from the first
 * statement of the worker's file on, in every callback, handler and timer. The file needs no change.
 *
 * Each listener added to the worker runs in the context it was added in, as with `bindEmitter`.
 *
 * A Local without a key stays behind. A process warning names it, unless it was made with `travels: false`.
 *
 * Prefer a `ContextPool` for threads that outlive the context.
 *
 * @throws {@link UncloneableError} if an attribute cannot be cloned.
 * @throws TypeError if an option is misspelt, or Node refuses it.
 *
 * @example
 * ```ts
 * import { ContextWorker } from '@aiolocals/workers';
 *
 * const worker = new ContextWorker(new URL('./report.js', import.meta.url));
 * ```
 */
export class ContextWorker extends SpawningWorker {
  constructor(filename: string | URL, options: WorkerOptions = {}) {
    checkWorkerOptions(options);
    super(filename, options);
    bindEmitter(this);
  }
}
