import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Context, ContextMessage } from '@aiolocals/core';
import { type Opening, openingHere } from './opening.js';

/** A context that is open, and how it was opened. */
export interface OpenOne {
  readonly context: Context;
  readonly opening: Opening;
}

/** Follows which contexts of a unit of work are open. */
export interface Watch {
  /** Those that are open now, the oldest first. */
  open(): readonly OpenOne[];
  stop(): void;
}

/** Starts to follow the contexts that descend from `root`, detached ones included. */
export function watchContexts(root: Context): Watch {
  const openings = new Map<Context, Opening>();
  const opened = (message: unknown): void => {
    const { context } = message as ContextMessage;
    if (context !== root && context.root === root) openings.set(context, openingHere());
  };
  const closed = (message: unknown): void => {
    openings.delete((message as ContextMessage).context);
  };
  subscribe('aiolocals:context:open', opened);
  subscribe('aiolocals:context:close', closed);
  return {
    open: () => [...openings].map(([context, opening]) => ({ context, opening })),
    stop() {
      unsubscribe('aiolocals:context:open', opened);
      unsubscribe('aiolocals:context:close', closed);
    },
  };
}
