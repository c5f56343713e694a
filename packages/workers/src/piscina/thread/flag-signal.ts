import { CancelledError, type Context, DeadlineError } from '@aiolocals/core';
import type { Slots } from '../internal/flag-memory.js';
import { unpackReason } from './unpack-reason.js';

type Listener = () => void;

/**
 * The part of an AbortSignal that a context needs, on a flag in shared memory. Code that polls `aborted` needs no event
 * loop. Waiting starts with the first listener, and keeps no thread alive.
 */
export class FlagSignal {
  /** The context of the task. */
  context: Context | undefined;
  readonly #slots: Slots;
  readonly #slot: number;
  readonly #number: number;
  readonly #deadline: number;
  #listener: Listener | undefined;

  /** @param deadline - In milliseconds since the epoch. */
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
    const sent = unpackReason(this.#slots, this.#slot);
    if (sent !== undefined) return sent.reason;
    return Date.now() < this.#deadline
      ? new CancelledError('The context that submitted this task was cancelled')
      : new DeadlineError('The deadline of the context that submitted this task has passed');
  }

  /** A context adds at most one listener. */
  addEventListener(_type: 'abort', listener: Listener): void {
    this.#listener = listener;
    this.context?.onClose(() => this.#release());
    this.#wait();
  }

  removeEventListener(): void {
    this.#listener = undefined;
  }

  /** Stops waiting when the task has ended. Otherwise it would wait for the flag of the next task. */
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
