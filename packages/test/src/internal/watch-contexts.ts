import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Context, ContextMessage } from '@aiolocals/core';
import { placeHere } from './place-here.js';

/** A context that is open, and where it was opened. */
export interface OpenOne {
  readonly context: Context;
  readonly place: string;
}

/** Follows which contexts of a unit of work are open. */
export interface Watch {
  /** Those that are open now, the oldest first. */
  open(): readonly OpenOne[];
  stop(): void;
}

/** Starts to follow the contexts that descend from `root`, detached ones included. */
export function watchContexts(root: Context): Watch {
  const places = new Map<Context, string>();
  const opened = (message: unknown): void => {
    const { context } = message as ContextMessage;
    if (context !== root && context.root === root) places.set(context, placeHere());
  };
  const closed = (message: unknown): void => {
    places.delete((message as ContextMessage).context);
  };
  subscribe('aiolocals:context:open', opened);
  subscribe('aiolocals:context:close', closed);
  return {
    open: () => [...places].map(([context, place]) => ({ context, place })),
    stop() {
      unsubscribe('aiolocals:context:open', opened);
      unsubscribe('aiolocals:context:close', closed);
    },
  };
}
