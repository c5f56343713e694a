/**
 * The flags of a pool, in shared memory. In the same buffer are, behind them, a number for each: of the reason that its
 * task was cancelled for, or 0; and then rooms for reasons. Most tasks are never cancelled, and those of one context are
 * cancelled for the same reason, so there are fewer rooms than flags.
 */
export type Slots = Int32Array<SharedArrayBuffer>;

/** Bytes of a room: the number of its reason, the length of it, and the reason itself. */
const ROOM = 4096;
const NUMBER = 0;
const LENGTH = 1;
const HEAD = 2 * Int32Array.BYTES_PER_ELEMENT;

/** How many bytes a reason may have. */
export const LONGEST_REASON: number = ROOM - HEAD;

/** Returns memory for so many flags and reasons. */
export function makeSlots(flags: number, reasons: number): Slots {
  const bytes = 2 * flags * Int32Array.BYTES_PER_ELEMENT + reasons * ROOM;
  return new Int32Array(new SharedArrayBuffer(bytes), 0, flags);
}

/** Writes a reason, in place of the one that had the same room. */
export function writeReason(slots: Slots, number: number, reason: Uint8Array): void {
  const room = roomOf(slots, number);
  // Whoever reads what was there before notices it.
  Atomics.store(room, NUMBER, 0);
  new Uint8Array(room.buffer, room.byteOffset + HEAD, reason.length).set(reason);
  Atomics.store(room, LENGTH, reason.length);
  Atomics.store(room, NUMBER, number);
}

/** Says for which reason the task of a flag is cancelled; 0 for none. To be called before the flag is raised. */
export function giveReason(slots: Slots, slot: number, number: number): void {
  Atomics.store(numbersOf(slots), slot, number);
}

/** Returns the reason that the flag was raised for, or undefined if there is none. */
export function readReason(slots: Slots, slot: number): Uint8Array | undefined {
  const number = Atomics.load(numbersOf(slots), slot);
  if (number === 0) return undefined;
  const room = roomOf(slots, number);
  // A copy, because `deserialize` does not accept shared memory.
  const reason = new Uint8Array(
    room.buffer,
    room.byteOffset + HEAD,
    Atomics.load(room, LENGTH),
  ).slice();
  return Atomics.load(room, NUMBER) === number ? reason : undefined;
}

function numbersOf({ buffer, byteLength, length }: Slots): Slots {
  return new Int32Array(buffer, byteLength, length);
}

function roomOf({ buffer, byteLength }: Slots, number: number): Slots {
  const rooms = (buffer.byteLength - 2 * byteLength) / ROOM;
  return new Int32Array(buffer, 2 * byteLength + (number % rooms) * ROOM, ROOM / 4);
}
