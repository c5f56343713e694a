import type { Context as ContextType } from '../../types/context.js';
import { close, lifetimeOf, makeRequest, openRequest } from './context.js';
import { share } from '../runtime/share.js';

/** What opens and closes the contexts of requests. No function delimits such a context: an event ends it. */
export interface RequestLifecycle {
  /** Makes a context with empty state, so that code of the user can choose the id inside it. */
  makeRequest(path: string): ContextType;
  /**
   * Opens it.
   *
   * @param id - Its `request.id`, and its ident.
   * @param timeout - Milliseconds until its deadline.
   */
  openRequest(context: ContextType, id: string, timeout: number | undefined): void;
  /** Moves its deadline to `timeout` milliseconds from now, if that is earlier. */
  shortenRequest(context: ContextType, timeout: number): void;
  closeRequest(context: ContextType): void;
}

/** Shared, because the copy of the package that an adapter imports need not be the one whose contexts are in use. */
export const requestLifecycle: RequestLifecycle = share('requestLifecycle', {
  makeRequest,
  openRequest,
  shortenRequest(context, timeout) {
    if (timeout < context.remaining())
      lifetimeOf(context).shorten(context.ident, performance.now() + timeout);
  },
  closeRequest: close,
});
