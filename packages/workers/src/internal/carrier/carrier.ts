import { serialize } from 'node:v8';
import type { Context } from '@aiolocals/core';
import { nextIdent, type Snapshot, takeSnapshot } from '@aiolocals/core/carrier';
import { cloneOf } from './clone.js';
import { isJson } from './is-json.js';

/**
 * The state of a context, on its way to another thread or process. Plain data: it can be cloned, or written as JSON.
 */
export interface Carrier {
  /** The version of the format. */
  readonly aiolocals: number;
  /** Of the context that is made from it; without one it says that there was no context. */
  readonly ident?: string;
  /** When the work must be done, in epoch milliseconds. */
  readonly deadline?: number;
  readonly state?: Snapshot;
  /** Instead of `state`, in JSON that cannot express it: what `v8.serialize` makes of it, in base64. */
  readonly packed?: string;
}

export const VERSION = 1;

/** A carrier that was made here. A class, so that `toJSON` is there and is no part of what is cloned. */
class OwnCarrier implements Carrier {
  readonly aiolocals: number = VERSION;
  readonly ident: string;
  readonly state: Snapshot;
  declare readonly deadline?: number;

  constructor(ident: string, state: Snapshot, deadline?: number) {
    this.ident = ident;
    this.state = state;
    if (deadline !== undefined) this.deadline = deadline;
  }

  toJSON(): object {
    const { aiolocals, ident, deadline, state } = this;
    const kept = isJson(state) ? { state } : { packed: serialize(state).toString('base64') };
    return { aiolocals, ident, deadline, ...kept };
  }
}

/** Says that there was no context. */
export const NOTHING: Carrier = { aiolocals: VERSION };

/** Takes the state of the context for one task of it. The carrier holds copies of all that could change. */
export function capture(context: Context): Carrier {
  return new OwnCarrier(nextIdent(context), cloneOf(takeSnapshot(context)));
}

/** As `capture`, for a task that must be done when the context must. */
export function captureTask(context: Context): Carrier {
  // A closed context reaches nobody.
  const deadline = context.closed ? undefined : context.deadline;
  return new OwnCarrier(nextIdent(context), cloneOf(takeSnapshot(context)), deadline);
}
