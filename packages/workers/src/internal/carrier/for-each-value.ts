import type { Snapshot } from '@aiolocals/core/carrier';

/** Calls `visit` with each value of the snapshot: where it is, the key of its Local, and its attribute. */
export function forEachValue(
  snapshot: Snapshot,
  visit: (value: unknown, at: number, key: string, attribute: string) => void,
): void {
  for (let start = 0, end = 0; start < snapshot.length; start = end) {
    const key = snapshot[start] as string;
    end = start + 2 + (snapshot[start + 1] as number);
    for (let at = start + 3; at < end; at += 2)
      visit(snapshot[at], at, key, snapshot[at - 1] as string);
  }
}
