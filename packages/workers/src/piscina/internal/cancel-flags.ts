import { LENGTH_BYTES, makeSlots, reasonRoom, type Slots } from './flag-memory.js';
import { packReason } from './pack-reason.js';

const LARGEST = 2 ** 31 - 1;

/** A slot in shared memory, and the number that cancels one task when it is written there. */
export interface CancelFlag {
  readonly slots: Slots;
  readonly slot: number;
  /** Of the task that has it. */
  number: number;
  /** Where a thread finds the slot: in the memory of the pool, or in memory of its own. */
  readonly place: number | Slots;
}

/**
 * The flags that tell the tasks of a pool that they are cancelled. All share one buffer: a buffer for each task would
 * take a tenth of the round trip.
 *
 * A slot belongs to one task while that runs. Each task has another number, so that a value left in a slot, even by a
 * thread that is ending, never cancels the next task.
 */
export class CancelFlags {
  readonly slots: Slots;
  readonly #free: CancelFlag[] = [];
  #number = 0;

  constructor(count: number) {
    const slots = makeSlots(count);
    this.slots = slots;
    for (let slot = 0; slot < count; slot++)
      this.#free.push({ slots, slot, number: 0, place: slot });
  }

  /** Takes a flag for a task. If all are taken, it has memory of its own. */
  take(): CancelFlag {
    this.#number = (this.#number % LARGEST) + 1;
    const flag = this.#free.pop() ?? ownFlag();
    flag.number = this.#number;
    return flag;
  }

  /** Returns the flag of a task that has ended, or is back in the queue. */
  give(flag: CancelFlag): void {
    if (flag.slots === this.slots) this.#free.push(flag);
  }

  /** Tells the task that it is cancelled, and the reason. */
  raise({ slots, slot, number }: CancelFlag, reason: unknown): void {
    const room = reasonRoom(slots, slot);
    const packed = packReason(reason, room.byteLength - LENGTH_BYTES);
    room.setUint32(0, packed?.length ?? 0);
    if (packed !== undefined)
      new Uint8Array(room.buffer, room.byteOffset + LENGTH_BYTES).set(packed);
    Atomics.store(slots, slot, number);
    Atomics.notify(slots, slot);
  }
}

function ownFlag(): CancelFlag {
  const slots = makeSlots(1);
  return { slots, slot: 0, number: 0, place: slots };
}
