import { Context as CurrentContext } from '../../context.js';
import type { Context } from '../../types/context.js';
import { storage } from './exchange.js';

/**
 * Returns where code for a request runs: here, if the current context is the request's or within it, such as a child
 * around `next()`. Otherwise in the request's own context.
 */
export function frameFor(context: Context): Context {
  const store = storage.getStore();
  if (store === context || store === null || store === undefined) return context;
  // A context is current: the storage holds one.
  return (CurrentContext.current() as Context).isWithin(context) ? store : context;
}
