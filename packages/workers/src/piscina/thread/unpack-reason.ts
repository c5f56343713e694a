import { deserialize } from 'node:v8';
import { knownErrors } from '../internal/error-classes.js';
import { HEAD, LENGTH, NUMBER, numbersOf, roomOf, type Slots } from '../internal/flag-memory.js';
import { restoreValue } from '../internal/restore-error.js';
import type { PackedValue } from '../internal/sent-error.js';

/** Returns why the flag in the slot was raised, or undefined if no reason was sent. */
export function unpackReason(slots: Slots, slot: number): { readonly reason: unknown } | undefined {
  const packed = readReason(slots, slot);
  return packed && { reason: restoreValue(deserialize(packed) as PackedValue, knownErrors) };
}

function readReason(slots: Slots, slot: number): Uint8Array | undefined {
  const number = Atomics.load(numbersOf(slots), slot);
  if (number === 0) return undefined;
  const room = roomOf(slots, number);
  const length = Atomics.load(room, LENGTH);
  // A copy, because `deserialize` does not accept shared memory.
  const packed = new Uint8Array(room.buffer, room.byteOffset + HEAD, length).slice();
  // Another reason may have been written meanwhile, if this task has ended.
  return Atomics.load(room, NUMBER) === number ? packed : undefined;
}
