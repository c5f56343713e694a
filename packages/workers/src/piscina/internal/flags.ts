const LARGEST = 2 ** 31 - 1;

/** A place in the buffer, and the number that cancels this task alone when it stands there. */
export interface Flag {
  readonly slot: number;
  readonly number: number;
}

/**
 * The flags by which the tasks of one pool are told that they are cancelled. One buffer for all: one a task would cost
 * a tenth of the round trip. A slot belongs to a task while it runs, and is told from others' by its number, so that
 * a slot which was used before, even by a thread that is just dying, never cancels the next task.
 */
export class Flags {
  readonly slots: Int32Array<SharedArrayBuffer>;
  readonly #free: number[] = [];
  #number = 0;

  constructor(size: number) {
    this.slots = new Int32Array(new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT));
    for (let slot = 0; slot < size; slot++) this.#free.push(slot);
  }

  /** Takes a flag for a task, if there is one. */
  take(): Flag | undefined {
    const slot = this.#free.pop();
    if (slot === undefined) return undefined;
    this.#number = this.#number === LARGEST ? 1 : this.#number + 1;
    return { slot, number: this.#number };
  }

  /** Gives back the flag of a task that has ended, or that does not run yet. */
  give({ slot }: Flag): void {
    this.#free.push(slot);
  }

  /** Tells the task. */
  raise({ slot, number }: Flag): void {
    Atomics.store(this.slots, slot, number);
    Atomics.notify(this.slots, slot);
  }
}
