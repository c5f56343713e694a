import { Context } from '@aiolocals/core';
import { onAbort, type Signal } from './abort-signal.js';

/**
 * The part of an AbortSignal that Piscina needs. When it aborts, Piscina rejects the task, and ends its thread or takes
 * it out of the queue. A task that has a stopper shares its thread with no other task.
 */
export class Stopper {
  aborted = false;
  reason: unknown = undefined;
  #listener: (() => void) | undefined;
  #unfollow: (() => void) | undefined;

  /** @param signal - Aborts this one. */
  follow(signal: Signal): void {
    this.#unfollow = onAbort(signal, (reason) => this.abort(reason));
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listener = this.#listener;
    // Outside any context: Piscina creates a thread in place of the one that it ends.
    if (listener !== undefined) Context.exit(listener);
  }

  /** The task has ended. */
  settle(): void {
    this.#unfollow?.();
  }

  /** Piscina adds one listener. */
  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listener = listener;
  }

  removeEventListener(): void {
    this.#listener = undefined;
  }
}
