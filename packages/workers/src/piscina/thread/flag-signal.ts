import { CancelledError, type Context, DeadlineError } from '@aiolocals/core';
import type { Slots } from '../internal/cancel-flags.js';
import { reasonIn } from './unpack-reason.js';

type Listener = () => void;

/**
 * What a context in a thread needs of an AbortSignal, on a flag in shared memory: to be asked needs no event loop, and
 * only who listens waits. The waiting keeps no thread alive.
 */
export class FlagSignal {
  /** The context that it is the signal of. */
  context: Context | undefined;
  readonly #slots: Slots;
  readonly #slot: number;
  readonly #number: number;
  readonly #deadline: number;
  #listener: Listener | undefined;

  /** @param deadline - In epoch milliseconds. */
  constructor(slots: Slots, slot: number, number: number, deadline: number = Infinity) {
    this.#slots = slots;
    this.#slot = slot;
    this.#number = number;
    this.#deadline = deadline;
  }

  get aborted(): boolean {
    return Atomics.load(this.#slots, this.#slot) === this.#number;
  }

  get reason(): unknown {
    const given = reasonIn(this.#slots, this.#slot);
    if (given !== undefined) return given.reason;
    return Date.now() < this.#deadline
      ? new CancelledError('The context that submitted this task was cancelled')
      : new DeadlineError('The deadline of the context that submitted this task has passed');
  }

  /** A context listens once, if ever. */
  addEventListener(_type: 'abort', listener: Listener): void {
    this.#listener = listener;
    this.context?.onClose(() => this.#release());
    this.#wait();
  }

  removeEventListener(): void {
    this.#listener = undefined;
  }

  /** The task has ended: what waits is let go, or it would wait for the next task's. */
  #release(): void {
    this.#listener = undefined;
    Atomics.notify(this.#slots, this.#slot);
  }

  #wait(): void {
    const before = Atomics.load(this.#slots, this.#slot);
    const waiting =
      before === this.#number
        ? { async: false as const }
        : Atomics.waitAsync(this.#slots, this.#slot, before);
    if (waiting.async) void waiting.value.then(() => this.#look());
    else queueMicrotask(() => this.#look());
  }

  #look(): void {
    if (this.#listener === undefined) return;
    if (this.aborted) this.#listener();
    else this.#wait();
  }
}
