import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '../../types/context.js';

/**
 * The one AsyncLocalStorage of the process: each further one would make every `await` dearer.
 * A context: it is current. `null`: code that was sent to run from nothing. `undefined`: nothing was entered here,
 * and the base context of the thread is current, if it has one.
 */
export const storage: AsyncLocalStorage<Context | null> = new AsyncLocalStorage();

/** Returns the base context of the thread. An object, because a variable is asked at each look if it has been set. */
const thread: { base: (() => Context | undefined) | undefined } = { base: undefined };

/** Makes `context` the one that is current in this thread wherever nothing else is. */
export function setBase(context: Context | undefined): void {
  thread.base = context === undefined ? undefined : () => context;
}

/** Takes the base context from `from` when it is first asked for: by then the Locals are declared, as a rule. */
export function inheritBase(from: () => Context | undefined): void {
  thread.base = () => {
    const context = from();
    setBase(context);
    return context;
  };
}

/** What the current context is when `store` is what the storage holds. */
export function resolve(store: Context | null | undefined): Context | undefined {
  if (store !== undefined) return store ?? undefined;
  return thread.base === undefined ? undefined : thread.base();
}

/** The current context, or undefined at root. */
export function current(): Context | undefined {
  const store = storage.getStore();
  return store ?? resolve(store);
}
