import type { Snapshot } from '@aiolocals/core/carrier';
import { UncloneableError } from '../errors.js';

/**
 * Copies what is not a primitive, so that what travels is what there was at this moment; primitives, which are nearly
 * all there is, cost a look.
 *
 * @throws UncloneableError for what cannot be cloned.
 */
export function cloneOf(snapshot: Snapshot): Snapshot {
  for (const entry of snapshot) {
    for (let at = 2; at < entry.length; at += 2) {
      const value = entry[at];
      if (isPrimitive(value)) continue;
      // The snapshot is ours alone.
      (entry as unknown as unknown[])[at] = clone(value, entry[0], entry[at - 1] as string);
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
