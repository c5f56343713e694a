import { Context } from '@aiolocals/core';
import { handOver } from '@aiolocals/core/carrier';
import { captureForThread } from './carrier/capture-for-thread.js';
import { warnOnce } from './carrier/warn-once.js';
import { warnLeftBehind } from './warn-left-behind.js';

type Class = abstract new (...args: never[]) => object;

/** A thread whose constructor has begun, and what is to be called when it has returned. */
interface Begun {
  readonly worker: { readonly threadId?: number };
  readonly handedTo: (thread: { readonly threadId: number } | undefined) => void;
  /** When, on the monotonic clock. */
  readonly at: number;
}

/** How long a thread waits to learn that the context is for it, in milliseconds. */
const PATIENCE = 1000;

/**
 * Gives every thread that `constructor` makes the current context as its base context. It replaces the base class that
 * `super()` of `constructor` calls. So it reaches every reference to the class, also those that code took before.
 *
 * Bun and Deno need it: there, `import { Worker }` keeps the original class even after `syncBuiltinESMExports`.
 *
 * @returns A function that undoes it.
 * @throws Error if the class cannot be changed.
 */
export function hookConstruction(constructor: Class): () => void {
  const base = Object.getPrototypeOf(constructor) as Class;
  let begun: Begun | undefined;
  const finish = (): void => {
    const { worker, handedTo, at = Infinity } = begun ?? {};
    begun = undefined;
    if (performance.now() - at >= PATIENCE) warnLate();
    const threadId = worker === undefined ? undefined : idOf(worker);
    handedTo?.(threadId === undefined ? undefined : { threadId });
  };
  const hooked = new Proxy(base, {
    construct(target, args, newTarget) {
      const worker = Reflect.construct(target, args, newTarget) as Begun['worker'];
      // The constructors of threads that were made in the same turn have returned.
      finish();
      const context = Context.current();
      if (context === undefined) return worker;
      warnLeftBehind(context);
      const handedTo = handOver(captureForThread(context));
      begun = { worker, handedTo, at: performance.now() };
      queueMicrotask(finish);
      return worker;
    },
  });
  if (!Reflect.setPrototypeOf(constructor, hooked)) {
    throw new Error(
      'Cannot reach the threads that are imported with `import { Worker }`: `Worker` of node:worker_threads was ' +
        'frozen; create them with `ContextWorker`',
    );
  }
  return () => {
    finish();
    Reflect.setPrototypeOf(constructor, base);
  };
}

function warnLate(): void {
  warnOnce(
    'AIOLOCALS_BASE_LATE',
    `The code that created a worker blocked its own thread for more than ${PATIENCE} ms right after that, so the worker ` +
      'may have started without its base context: create it with `ContextWorker`, or yield before the long work',
  );
}

/** A thread whose constructor threw has no id, or throws when it is asked. */
function idOf(worker: Begun['worker']): number | undefined {
  try {
    return worker.threadId;
  } catch {
    return undefined;
  }
}
