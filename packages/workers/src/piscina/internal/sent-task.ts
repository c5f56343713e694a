import type { Changes } from '@aiolocals/core/carrier';
import type { Carrier } from '../../internal/carrier/carrier.js';

/** Where a sent task has what. */
export const TASK = 0;
export const SLOT = 1;
export const NUMBER = 2;
export const WRITE_BACK = 3;
export const DEADLINE = 4;
export const IDENT = 5;
export const STATE = 6;

/**
 * What a thread of a `ContextPool` is sent: one flat list, because each object in it would cost a twentieth of the
 * round trip. The task and its flag, whether changes are to come back, the deadline, the ident; then the snapshot.
 */
export type SentTask = unknown[];

/** What comes back if changes were asked for. */
export interface ResultWithChanges {
  readonly result: unknown;
  readonly changes: Changes;
}

/** What comes back instead if the task failed after it had made changes. */
export interface FailureWithChanges {
  readonly error: unknown;
  /** The keys of the Locals that were changed. */
  readonly dropped: readonly string[];
}

/** The keys of the Locals that are changed. */
export function localsOf({ assigned, deleted }: Changes): string[] {
  const keys = new Set<string>();
  for (let at = 0; at < assigned.length; at += 2 + (assigned[at + 1] as number))
    keys.add(assigned[at] as string);
  for (const [key] of deleted) keys.add(key);
  return [...keys];
}

/** Without a carrier the thread runs the task from nothing. */
export function pack(carrier: Carrier | undefined, writeBack: boolean): SentTask {
  if (carrier === undefined) return [undefined];
  const { ident = '', deadline, state = [] } = carrier;
  return [undefined, -1, 0, writeBack, deadline, ident, ...state];
}
