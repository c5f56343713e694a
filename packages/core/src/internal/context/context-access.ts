import type { Context } from '../../types/context.js';
import type { Lifetime } from '../lifetime/lifetime.js';
import type { Recorder, WriteLease } from '../state/change-recorder.js';
import type { Frame } from '../state/frame.js';
import type { Origin } from '../state/factory-cells.js';

/** What the other modules of this package may do with the private state of a context. */
export interface ContextAccess {
  readonly requestId: (context: Context) => string;
  readonly setRequestId: (context: Context, id: string) => void;
  readonly requestPath: (context: Context) => string;
  readonly setRequestPath: (context: Context, path: string) => void;
  /** Returns the values by slot: shared with other contexts, and maybe shorter than the number of slots. */
  readonly valuesOf: (context: Context) => readonly unknown[];
  /** Returns the value in a slot, or `otherwise` if the context never wrote so far. */
  readonly valueAt: (context: Context, slot: number, otherwise: unknown) => unknown;
  /**
   * Replaces the assigned state of a context by that of another. Both hold it from then on, and whoever writes first copies
   * it. What factories have made for the other stays there.
   */
  readonly startFrom: (context: Context, other: Context) => void;
  readonly writeSlot: (context: Context, slot: number, value: unknown) => void;
  /** Returns the values by slot, at least `end` of them, which this context alone may write. */
  readonly ownedValues: (context: Context, end: number) => unknown[];
  /** Tells which mutable values in `ownedValues` are the context's own: those that were made under this lease. */
  readonly leaseOf: (context: Context) => WriteLease | undefined;
  readonly originOf: (context: Context) => Origin;
  /** Tells whether the context started from another's state, or a factory's value was read in it. */
  readonly hasOrigin: (context: Context) => boolean;
  /** Starts to record the changes that are made in the context, unless they are recorded already. */
  readonly record: (context: Context) => Recorder;
  readonly isContext: (value: unknown) => value is Context;
  /** Makes what the storage holds while code runs in a frame. */
  readonly storeOf: (frame: Frame) => Context;
  /** Returns the frame if it is what the storage holds for one, and no context of its own. */
  readonly frameOf: (store: Context) => Frame | undefined;
  /** Takes the ident of the next task of the context's unit of work. */
  readonly nextIdent: (context: Context) => string;
  readonly lifetimeOf: (context: Context) => Lifetime;
  /** Reports a use of a context that ended long ago, and returns how many seconds ago; undefined if it did not. */
  readonly lateUseOf: (context: Context) => number | undefined;
  /** Returns the forks of a context that are still open, which it gives up. */
  readonly takeForks: (context: Context) => Iterable<Context>;
  /** Makes the context of a request, with empty state. */
  readonly makeRequest: (path: string) => Context;
  /** Gives it an id and a deadline, in milliseconds from now, and opens it: one call, because each request makes it. */
  readonly openRequest: (context: Context, id: string, timeout: number | undefined) => void;
  /** Opens a context whose work no function delimits; `close` must follow. */
  readonly open: (context: Context) => void;
  readonly close: (context: Context) => void;
}
