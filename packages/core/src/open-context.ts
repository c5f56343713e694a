import type { Context as ContextType, ContextOptions } from './types/context.js';
import { close, Context, open } from './internal/context/context.js';
import { checkOpenOptions, checkOutcome } from './internal/context/options.js';
import { share } from './internal/runtime/share.js';

/** How the work of an open context ended. */
export interface Outcome {
  /**
   * Why the work ended early, for example because the connection was lost. Cancels the context with this reason before
   * it closes, and so what still runs for it. `undefined` and `null` mean that it ended well.
   */
  readonly error?: unknown;
}

/** A context that stays open until it is closed by a call. */
export interface OpenContext {
  /** Enter it with `enter` or `bind`. */
  readonly context: ContextType;
  /**
   * Closes the context. A second call does nothing, so several events may lead here. Can be passed on by itself.
   *
   * @throws TypeError if `outcome` is not what it should be.
   */
  readonly close: (outcome?: Outcome) => void;
}

/**
 * Opens a context that is ended by a call, for work that ends with an event: a WebSocket, a consumer of a queue, an RPC
 * stream. Prefer `run` where the work is a function.
 *
 * @param options - As for a new Context.
 * @throws TypeError if an option does not exist or is not what it should be.
 *
 * @example
 * ```ts
 * import type { EventEmitter } from 'node:events';
 * import { openContext } from '@aiolocals/core';
 *
 * declare const socket: EventEmitter;
 * const { context, close } = openContext({ parent: null, name: 'socket' });
 * socket.on('message', context.bind((message: string) => console.log(message)));
 * socket.on('error', (error) => close({ error }));
 * socket.on('close', () => close());
 * ```
 */
export const openContext: (options?: ContextOptions) => OpenContext = share(
  'openContext',
  (options) => {
    if (options !== undefined) checkOpenOptions(options);
    const context = new Context(options);
    open(context);
    return {
      context,
      close(outcome) {
        if (outcome !== undefined) checkOutcome(outcome, 'outcome');
        if (context.closed) return;
        const error = outcome?.error ?? undefined;
        if (error !== undefined) context.cancel(error);
        close(context);
      },
    };
  },
);
