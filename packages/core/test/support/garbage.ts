import { setTimeout } from 'node:timers/promises';

/** Collects garbage. In turns of their own: looking at a WeakRef keeps its target for the rest of the turn. */
export async function collect(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    // No event says when V8's background compilers have released what they hold.
    await setTimeout(5);
    globalThis.gc?.();
  }
}

/** Returns the bytes of the heap in use after a collection. */
export async function heapUsed(): Promise<number> {
  await collect();
  return process.memoryUsage().heapUsed;
}

/** Counts the targets that have not been collected. */
export const alive = (refs: readonly WeakRef<object>[]): number =>
  refs.filter((ref) => ref.deref() !== undefined).length;
