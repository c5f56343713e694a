import type { Snapshot } from '@aiolocals/core/carrier';
import { UncloneableError } from '../errors.js';
import { DEEPEST, isTooDeep } from './is-too-deep.js';
import { forEachValue } from './for-each-value.js';

/**
 * Replaces the objects in the snapshot by copies, so that later changes to them do not travel. Nearly all values are
 * primitives, which cost one check each.
 *
 * @param isForThread - Whether a thread gets it as it is: what is nested too deep could not be read there.
 * @returns The same snapshot.
 * @throws UncloneableError for a value that cannot be cloned, or is nested too deep.
 */
export function cloneValues(snapshot: Snapshot, isForThread = false): Snapshot {
  // No other code has a reference to the snapshot yet.
  const items = snapshot as unknown[];
  forEachValue(snapshot, (value, at, key, attribute) => {
    if (!isPrimitive(value)) items[at] = clone(value, key, attribute, isForThread);
  });
  return snapshot;
}

function isPrimitive(value: unknown): boolean {
  if (value === null) return true;
  const type = typeof value;
  return type !== 'object' && type !== 'function' && type !== 'symbol';
}

function clone(value: unknown, key: string, attribute: string, isForThread: boolean): unknown {
  try {
    const copy: unknown = structuredClone(value);
    if (isForThread && isTooDeep(copy))
      throw new RangeError(`it is nested more than ${DEEPEST} times`);
    return copy;
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
    throw new UncloneableError(
      `Cannot send \`${attribute}\` of Local \`${key}\` to another thread: ${reason}; exclude the attribute with the ` +
        `policy of its Local, \`Local.for('${key}', …, { travels: [] })\`, or store a value that can be cloned`,
      { cause },
    );
  }
}
