import type { Context } from '@aiolocals/core';
import { type Snapshot, takeThreadSnapshot } from '@aiolocals/core/carrier';
import { cloneValues } from '../../internal/carrier/clone.js';
import { forEachValue } from '../../internal/carrier/for-each-value.js';

/**
 * The state of a context on its way to a thread. A text of JSON, if all values are JSON and none is an object: cloning
 * a text takes a tenth of cloning the list, and a thread parses the same text only once. Empty if there is no state.
 */
export type PackedState = string | Snapshot;

/** What was packed last: tasks often come in series, from one context. */
let last: Snapshot = [];
let lastText = '';

/**
 * Returns the state of the context that goes to a thread with a task.
 *
 * @throws UncloneableError if an attribute cannot be cloned.
 */
export function packState(context: Context): PackedState {
  const snapshot = takeThreadSnapshot(context);
  if (snapshot.length === 0) return '';
  if (isSame(snapshot, last)) return lastText;
  if (!isText(snapshot)) return cloneValues(snapshot);
  last = snapshot;
  lastText = JSON.stringify(snapshot);
  return lastText;
}

/** Whether two snapshots hold the same, where the first holds no objects. */
function isSame(snapshot: Snapshot, other: Snapshot): boolean {
  const { length } = snapshot;
  if (length !== other.length) return false;
  for (let at = 0; at < length; at++) if (!Object.is(snapshot[at], other[at])) return false;
  return true;
}

function isText(snapshot: Snapshot): boolean {
  let isAll = true;
  forEachValue(snapshot, (value) => {
    isAll &&= isJsonPrimitive(value);
  });
  return isAll;
}

/** Objects are left to the structured clone, which keeps more of them than JSON does. */
function isJsonPrimitive(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}
