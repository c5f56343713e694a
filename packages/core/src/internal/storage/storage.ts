import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '../../types/context.js';

/**
 * The one AsyncLocalStorage of the process: each further one would slow every `await`. If it holds a context, that is
 * current. `null`: the code runs outside any context on purpose. `undefined`: nothing was entered here, and the base
 * context of the thread is current, if it has one.
 */
export const storage: AsyncLocalStorage<Context | null> = new AsyncLocalStorage();

/**
 * Returns the base context of the thread. An object: at each read of a module variable, V8 would check whether it has
 * been initialised.
 */
const thread: { base: (() => Context | undefined) | undefined } = { base: undefined };

/** Makes `context` the one that is current in this thread wherever nothing else is. */
export function setBase(context: Context | undefined): void {
  thread.base = context === undefined ? undefined : () => context;
}

/** Takes the base context from `from` when it is first asked for: by then, the Locals are usually declared. */
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

/** The current context, or undefined outside any context. */
export function current(): Context | undefined {
  const store = storage.getStore();
  return store ?? resolve(store);
}
