/**
 * The flags of a pool, in shared memory. In the same buffer are, behind them, a number for each: of the reason that its
 * task was cancelled for, or 0; and then rooms for reasons. Most tasks are never cancelled, and those of one context are
 * cancelled for the same reason, so there are fewer rooms than flags.
 */
export type Slots = Int32Array<SharedArrayBuffer>;

/** Bytes of a room: the number of its reason, the length of it, and the reason itself. */
const ROOM = 4096;
export const NUMBER: number = 0;
export const LENGTH: number = 1;
export const HEAD: number = 2 * Int32Array.BYTES_PER_ELEMENT;

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

/** Returns the numbers of the reasons that the tasks of the flags are cancelled for. */
export function numbersOf({ buffer, byteLength, length }: Slots): Slots {
  return new Int32Array(buffer, byteLength, length);
}

/** Returns the room of the reason with this number. */
export function roomOf({ buffer, byteLength }: Slots, number: number): Slots {
  const rooms = (buffer.byteLength - 2 * byteLength) / ROOM;
  return new Int32Array(buffer, 2 * byteLength + (number % rooms) * ROOM, ROOM / 4);
}
