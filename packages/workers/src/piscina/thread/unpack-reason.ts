import { deserialize } from 'node:v8';
import { knownErrors } from '../internal/error-classes.js';
import { LENGTH_BYTES, reasonRoom, type Slots } from '../internal/flag-memory.js';
import { restoreValue } from '../internal/restore-error.js';
import type { SentValue } from '../internal/sent-error.js';

/** Returns why the flag in the slot was raised, or undefined if no reason was sent. */
export function unpackReason(slots: Slots, slot: number): { readonly reason: unknown } | undefined {
  const room = reasonRoom(slots, slot);
  const length = room.getUint32(0);
  if (length === 0) return undefined;
  // A copy, because `deserialize` does not accept shared memory.
  const packed = new Uint8Array(room.buffer, room.byteOffset + LENGTH_BYTES, length).slice();
  try {
    return { reason: restoreValue(deserialize(packed) as SentValue, knownErrors) };
  } catch {
    // The reason of the next task is being written here, so this task has ended.
    return undefined;
  }
}
