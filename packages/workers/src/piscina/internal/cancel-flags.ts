import { giveReason, LONGEST_REASON, makeSlots, type Slots, writeReason } from './flag-memory.js';
import { packReason } from './pack-reason.js';

const LARGEST = 2 ** 31 - 1;

/**
 * How many tasks of a pool have a flag in its memory. Further ones get memory of their own, which takes a tenth of the
 * round trip. It is far more than there are threads: Piscina reads all answers that are there, and sends a task for each,
 * before the promises of the tasks that have ended settle.
 */
const FLAGS = 1024;
/** How many reasons for cancellations the memory of a pool holds at a time. */
const REASONS = 64;

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
  readonly slots: Slots = makeSlots(FLAGS, REASONS);
  readonly #free: CancelFlag[] = [];
  #number = 0;
  /** The reasons in the memory of the pool, by their numbers, with the flags that were raised for each. */
  readonly #reasons = new Map<
    number,
    { readonly reason: unknown; readonly raised: Set<CancelFlag> }
  >();
  #reasonNumber = 0;

  constructor() {
    const { slots } = this;
    for (let slot = 0; slot < FLAGS; slot++)
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
    if (this.#reasons.size > 0) this.#forget(flag);
    if (flag.slots === this.slots) this.#free.push(flag);
  }

  /** Tells the task that it is cancelled, and the reason. */
  raise(flag: CancelFlag, reason: unknown): void {
    const { slots, slot, number } = flag;
    giveReason(
      slots,
      slot,
      slots === this.slots ? this.#keep(flag, reason) : write(slots, 1, reason),
    );
    Atomics.store(slots, slot, number);
    Atomics.notify(slots, slot);
  }

  /** Returns the number of the reason in the memory of the pool; 0 if it is not there. */
  #keep(flag: CancelFlag, reason: unknown): number {
    for (const [number, kept] of this.#reasons) {
      if (!Object.is(kept.reason, reason)) continue;
      kept.raised.add(flag);
      return number;
    }
    // Each number has a room, and those that are a multiple apart have the same one.
    const taken = new Set([...this.#reasons.keys()].map((number) => number % REASONS));
    if (taken.size === REASONS) return 0;
    do this.#reasonNumber = (this.#reasonNumber % LARGEST) + 1;
    while (taken.has(this.#reasonNumber % REASONS));
    const number = write(this.slots, this.#reasonNumber, reason);
    if (number !== 0) this.#reasons.set(number, { reason, raised: new Set([flag]) });
    return number;
  }

  #forget(flag: CancelFlag): void {
    for (const [number, { raised }] of this.#reasons)
      if (raised.delete(flag) && raised.size === 0) this.#reasons.delete(number);
  }
}

function ownFlag(): CancelFlag {
  const slots = makeSlots(1, 1);
  return { slots, slot: 0, number: 0, place: slots };
}

/** Returns the number, or 0 if the reason cannot be written. */
function write(slots: Slots, number: number, reason: unknown): number {
  const packed = packReason(reason, LONGEST_REASON);
  if (packed === undefined) return 0;
  writeReason(slots, number, packed);
  return number;
}
