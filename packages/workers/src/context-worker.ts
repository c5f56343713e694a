import { Worker, type WorkerOptions } from 'node:worker_threads';
import { bindEmitter, Context } from '@aiolocals/core';
import { spawnInContext } from './internal/spawn-in-context.js';

/** Handles the handover around the constructor of `Worker`, which a subclass has no place for. */
const SpawningWorker: typeof Worker = new Proxy(Worker, {
  construct: (target, args, newTarget) =>
    // From nothing on this side: the thread must not hold on to the context that happened to make it.
    spawnInContext(() => Context.exit(() => Reflect.construct(target, args, newTarget) as Worker)),
});

/**
 * A `Worker` whose thread starts with the state of the current context as its base context: it is current in the
 * first statement of the worker's file, in every callback, handler and timer. The file needs no change.
 *
 * Each listener that is added to it runs in the context it was added in, as with `bindEmitter`.
 *
 * Prefer a `ContextPool` for threads that outlive the context.
 *
 * @throws {@link UncloneableError} if an attribute cannot be cloned.
 *
 * @example
 * ```ts
 * import { ContextWorker } from '@aiolocals/workers';
 *
 * const worker = new ContextWorker(new URL('./report.js', import.meta.url));
 * ```
 */
export class ContextWorker extends SpawningWorker {
  constructor(filename: string | URL, options?: WorkerOptions) {
    super(filename, options);
    bindEmitter(this);
  }
}
