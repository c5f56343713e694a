import { Context } from '../../context.js';
import type { Context as ContextType } from '../../types/context.js';
import { storage } from './exchange.js';

/**
 * Returns where code for a request runs: here, if the current context is the request's or within it, such as a child
 * around `next()`. Otherwise in the request's own context.
 */
export function frameFor(context: ContextType): ContextType {
  const store = storage.getStore();
  if (store === context || store === null || store === undefined) return context;
  // There is one: it is in the storage.
  return (Context.current() as ContextType).isWithin(context) ? store : context;
}
