import { type Context, Local } from '@aiolocals/core';
import type { Entry } from '../entry/entry.js';

/** A held line. */
export interface HeldLine {
  readonly entry: Entry;
  readonly bytes: number;
}

/** The held lines of one request: of its context and of all contexts below that. */
export interface Holder {
  /** The lines are discarded when this context closes. */
  owner: Context | undefined;
  phase: 'holding' | 'released' | 'closed';
  lines: HeldLine[];
  /** How many of its lines were dropped because a limit was reached. */
  dropped: number;
}

/** The holder of the current context, which all contexts of its request share. */
export const current: { readonly holder: Holder } = Local.for<{ holder: Holder }>(
  'aiolocals.logging.held',
  { holder: (): Holder => ({ owner: undefined, phase: 'holding', lines: [], dropped: 0 }) },
  { travels: false },
);
