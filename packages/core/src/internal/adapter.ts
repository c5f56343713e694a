import type { Context as ContextType } from '../context.js';
import { Context, close, configure, open, setRequestId, setRequestPath } from './context.js';
import { share } from './runtime.js';

/** What opens and closes the contexts of requests. No function delimits such a context: an event ends it. */
export interface Adapter {
  /** Makes a context from nothing, so that code of the user can choose the id inside it. */
  makeRequest(path: string): ContextType;
  /**
   * Opens it.
   *
   * @param id - Its `request.id`, and its ident.
   * @param timeout - Milliseconds until its deadline.
   */
  openRequest(context: ContextType, id: string, timeout: number | undefined): void;
  closeRequest(context: ContextType): void;
}

const FROM_NOTHING = { parent: null };

/** Shared, because the copy of the package that an adapter finds need not be the one whose contexts are in use. */
export const adapter: Adapter = share('adapter', {
  makeRequest(path) {
    const context = new Context(FROM_NOTHING);
    setRequestPath(context, path);
    return context;
  },
  openRequest(context, id, timeout) {
    configure(context, timeout === undefined ? { ident: id } : { ident: id, timeout });
    setRequestId(context, id);
    open(context);
  },
  closeRequest: (context) => close(context),
});
