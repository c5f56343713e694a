import type { Context } from '@aiolocals/core';
import { type Snapshot, takeThreadSnapshot } from '@aiolocals/core/carrier';
import { cloneValues } from '../../internal/carrier/clone.js';
import { forEachValue } from '../../internal/carrier/for-each-value.js';
import { REQUEST_KEY, REQUEST_ID, REQUEST_PATH, type SentTask, STATE } from './sent-task.js';

/**
 * The state of a context on its way to a thread. A text of JSON, if all values are JSON and none is an object: cloning
 * a text takes a tenth of cloning the list, and a thread parses the same text only once. Empty if there is no state.
 */
export type PackedState = string | Snapshot;

/** What was packed last, from a place in a snapshot on: many contexts differ in nothing but their request. */
let last: Snapshot = [];
let lastStart = 0;
let lastText = '';

/**
 * Puts the state of the context into what goes to a thread with a task. Id and path of the request, which are others in
 * each request, have places of their own, so that the rest is packed and read only once if it stays the same.
 *
 * @throws UncloneableError if an attribute cannot be cloned.
 */
export function packState(context: Context, sent: SentTask): void {
  const snapshot = takeThreadSnapshot(context);
  sent[STATE] = packFrom(packRequest(snapshot, sent), snapshot);
}

/** Packs the request if the snapshot begins with it, and returns where the rest starts. */
function packRequest(snapshot: Snapshot, sent: SentTask): number {
  if (snapshot[0] !== REQUEST_KEY) return 0;
  const end = 2 + (snapshot[1] as number);
  let id: string | undefined;
  let path: string | undefined;
  for (let at = 2; at < end; at += 2) {
    const value = snapshot[at + 1];
    // An application can assign anything to both, and declare more.
    if (typeof value !== 'string') return 0;
    if (snapshot[at] === 'id') id = value;
    else if (snapshot[at] === 'path') path = value;
    else return 0;
  }
  sent[REQUEST_ID] = id;
  sent[REQUEST_PATH] = path;
  return end;
}

function packFrom(start: number, snapshot: Snapshot): PackedState {
  if (snapshot.length === start) return '';
  if (isLast(snapshot, start)) return lastText;
  const rest = start === 0 ? snapshot : snapshot.slice(start);
  if (!isText(rest)) return cloneValues(rest, true);
  last = snapshot;
  lastStart = start;
  lastText = JSON.stringify(rest);
  return lastText;
}

/** Whether the snapshot holds from `start` on what was packed last, which holds no objects. */
function isLast(snapshot: Snapshot, start: number): boolean {
  const { length } = snapshot;
  if (length - start !== last.length - lastStart) return false;
  for (let at = start, other = lastStart; at < length; at++, other++)
    if (!Object.is(snapshot[at], last[other])) return false;
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
