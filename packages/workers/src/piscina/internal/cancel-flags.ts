import { packReason } from './pack-reason.js';

const LARGEST = 2 ** 31 - 1;
/** Bytes for the reasons of one pool, and for one of them. */
const MOST_IN_ALL = 262_144;
const MOST = 4096;
/** Of the length that a reason begins with. */
export const HEAD = 4;

export type Slots = Int32Array<SharedArrayBuffer>;

/** A place in the buffer, and the number that cancels this task alone when it stands there. */
export interface Flag {
  readonly slot: number;
  readonly number: number;
}

/** Where the reason for a slot is: behind all of the flags. */
export function placeOf(
  { buffer, byteLength, length }: Slots,
  slot: number,
): DataView<SharedArrayBuffer> {
  const size = (buffer.byteLength - byteLength) / length;
  return new DataView(buffer, byteLength + slot * size, size);
}

/**
 * The flags by which the tasks of one pool are told that they are cancelled. One buffer for all: one a task would cost
 * a tenth of the round trip. A slot belongs to a task while it runs, and is told from others' by its number, so that
 * a slot which was used before, even by a thread that is just dying, never cancels the next task.
 */
export class Flags {
  readonly slots: Slots;
  readonly #free: number[] = [];
  #number = 0;

  constructor(size: number) {
    const flags = size * Int32Array.BYTES_PER_ELEMENT;
    const most = Math.max(Math.min(MOST, Math.floor(MOST_IN_ALL / size)), HEAD);
    this.slots = new Int32Array(new SharedArrayBuffer(flags + size * most), 0, size);
    for (let slot = 0; slot < size; slot++) this.#free.push(slot);
  }

  /** Takes a flag for a task, if there is one. */
  take(): Flag | undefined {
    const slot = this.#free.pop();
    if (slot === undefined) return undefined;
    this.#number = (this.#number % LARGEST) + 1;
    return { slot, number: this.#number };
  }

  /** Gives back the flag of a task that has ended, or that does not run yet. */
  give({ slot }: Flag): void {
    this.#free.push(slot);
  }

  /** Tells the task, and why. */
  raise({ slot, number }: Flag, reason: unknown): void {
    const place = placeOf(this.slots, slot);
    const packed = packReason(reason, place.byteLength - HEAD);
    place.setUint32(0, packed?.length ?? 0);
    if (packed !== undefined) new Uint8Array(place.buffer, place.byteOffset + HEAD).set(packed);
    Atomics.store(this.slots, slot, number);
    Atomics.notify(this.slots, slot);
  }
}
