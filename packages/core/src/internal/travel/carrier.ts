import type { Snapshot } from './snapshot.js';

/** A context on its way to another thread or process. Plain data: it can be cloned or written as JSON. */
export interface Carrier {
  /** The version of the format. */
  readonly aiolocals: number;
  /** The ident of the context that is made from the carrier. Absent if there was no context. */
  readonly ident?: string;
  /** When the work must be done, in milliseconds since the epoch. */
  readonly deadline?: number;
  /** The values of the Locals that travel. */
  readonly state?: Snapshot;
  /** Replaces `state` in JSON that cannot express it: the same list, with dates, maps and others spelled out. */
  readonly encoded?: readonly unknown[];
}

/** The version of the format that this package writes and reads. */
export const CARRIER_VERSION = 1;
