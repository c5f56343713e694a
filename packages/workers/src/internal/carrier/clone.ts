import type { Snapshot } from '@aiolocals/core/carrier';
import { UncloneableError } from '../errors.js';

/**
 * Copies what is not a primitive, so that what travels is what there was at this moment; primitives, which are nearly
 * all there is, cost a look.
 *
 * @throws UncloneableError for what cannot be cloned.
 */
export function cloneOf(snapshot: Snapshot): Snapshot {
  // The snapshot is ours alone.
  const items = snapshot as unknown[];
  for (let at = 0, end = 0; at < items.length; at = end) {
    const key = items[at] as string;
    end = at + 2 + (items[at + 1] as number);
    for (let value = at + 3; value < end; value += 2) {
      if (!isPrimitive(items[value]))
        items[value] = clone(items[value], key, items[value - 1] as string);
    }
  }
  return snapshot;
}

function isPrimitive(value: unknown): boolean {
  if (value === null) return true;
  const type = typeof value;
  return type !== 'object' && type !== 'function' && type !== 'symbol';
}

function clone(value: unknown, key: string, attribute: string): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UncloneableError(
      `Cannot send \`${attribute}\` of Local \`${key}\` to another thread: ${reason}; keep it home, with a policy ` +
        `that leaves it out, \`Local.for('${key}', …, { travels: [] })\`, or store what can be cloned`,
      { cause },
    );
  }
}
