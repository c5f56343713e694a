import type { Context } from '@aiolocals/core';
import {
  type Carrier,
  CARRIER_VERSION,
  nextIdent,
  type Snapshot,
  takeSnapshot,
} from '@aiolocals/core/carrier';
import { warnLeftBehindIfAsked } from '../warn-left-behind.js';
import { cloneValues } from './clone.js';
import { encodeState } from './encode-state.js';
import { isJson } from './is-json.js';

/** A carrier made in this thread. A class, because a clone would fail on a `toJSON` that is its own property. */
class OwnCarrier implements Carrier {
  readonly aiolocals: number = CARRIER_VERSION;
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
    return {
      aiolocals,
      ident,
      deadline,
      ...(isJson(state) ? { state } : { encoded: encodeState(state) }),
    };
  }
}

/** The carrier made outside any context. */
export const NO_CONTEXT: Carrier = { aiolocals: CARRIER_VERSION };

/** Returns a carrier for one piece of work of the context. It holds copies of all values that could change. */
export function capture(context: Context): Carrier {
  warnLeftBehindIfAsked(context);
  return new OwnCarrier(nextIdent(context), cloneValues(takeSnapshot(context)));
}

/** As `capture`, for work that must be done by the deadline of the context. */
export function captureTask(context: Context): Carrier {
  warnLeftBehindIfAsked(context);
  const state = cloneValues(takeSnapshot(context));
  return new OwnCarrier(nextIdent(context), state, deadlineOf(context));
}

/** Returns the deadline for new work, in milliseconds since the epoch. That of a closed context no longer applies. */
export function deadlineOf(context: Context): number | undefined {
  return context.closed ? undefined : context.deadline;
}
