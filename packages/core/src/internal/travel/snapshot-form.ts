import { expected } from '../expect.js';
import type { Snapshot } from './snapshot.js';

/** Returns where the Local ends whose key is at `start`. */
export function endOf(snapshot: Snapshot, start: number): number {
  return start + 2 + (snapshot[start + 1] as number);
}

/** Throws a TypeError unless `snapshot` has the form of one. */
export function expectSnapshot(name: string, snapshot: unknown): asserts snapshot is Snapshot {
  if (!isSnapshot(snapshot)) throw expected(name, 'what `takeSnapshot` returned', snapshot);
}

/** Throws a TypeError unless `deleted` is a list of lists, each of a key and names. */
export function expectDeleted(deleted: unknown): void {
  const isWhole =
    Array.isArray(deleted) &&
    deleted.every(
      (entry: unknown) =>
        Array.isArray(entry) && entry.length > 0 && entry.every((item) => typeof item === 'string'),
    );
  if (!isWhole) throw expected('changes.deleted', 'what `changesOf` returned', deleted);
}

function isSnapshot(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const items: Snapshot = value;
  let start = 0;
  while (start < items.length) {
    const count = items[start + 1];
    if (typeof items[start] !== 'string' || !isCount(count)) return false;
    const end = start + 2 + count;
    for (let at = start + 2; at < end; at += 2) if (typeof items[at] !== 'string') return false;
    start = end;
  }
  return start === items.length;
}

/** Of names and values: a name has a value. */
function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) % 2 === 0;
}
