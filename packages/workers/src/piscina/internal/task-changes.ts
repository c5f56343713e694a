import type { Changes } from '@aiolocals/core/carrier';

/** What a task resolves to if its changes are written back. */
export interface ResultWithChanges {
  readonly result: unknown;
  readonly changes: Changes;
}

/** What such a task resolves to if it has failed after it made changes. */
export interface FailureWithChanges {
  readonly error: unknown;
  /** The keys of the changed Locals. */
  readonly dropped: readonly string[];
}

/** Returns the keys of the changed Locals. */
export function changedLocals({ assigned, deleted }: Changes): string[] {
  const keys = new Set<string>();
  for (let at = 0; at < assigned.length; at += 2 + (assigned[at + 1] as number))
    keys.add(assigned[at] as string);
  for (const [key] of deleted) keys.add(key);
  return [...keys];
}
