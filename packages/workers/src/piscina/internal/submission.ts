import type { Context } from '@aiolocals/core';
import { watchCancellation } from '@aiolocals/core/carrier';
import type { TaskQueue } from 'piscina';
import type { QueuedTask } from './cancellable-queue.js';
import type { Flag, Flags } from './cancel-flags.js';
import { NUMBER, type SentTask, SLOT } from './sent-task.js';

/** One task, from `run` until it has settled, on the side that submitted it. */
export class Submission {
  /** Ends the thread. Without it the thread is only told. */
  readonly terminate: AbortController | undefined;
  readonly #flags: Flags;
  readonly #sent: SentTask;
  #stopWatching: (() => void) | undefined;
  #stopListening: (() => void) | undefined;
  #reject: ((reason: unknown) => void) | undefined;
  #flag: Flag | undefined;
  /** The queue that it waits in, and as what. */
  #queue: TaskQueue | undefined;
  #queued: QueuedTask | undefined;

  constructor(flags: Flags, sent: SentTask, terminate: AbortController | undefined) {
    this.terminate = terminate;
    this.#flags = flags;
    this.#sent = sent;
    this.#takeFlag();
  }

  /** Whether a cancellation ends it although no thread has said so: it waits in the queue, or its thread is ended. */
  get mayEndEarly(): boolean {
    return this.#queue !== undefined || this.terminate !== undefined;
  }

  /** @param reject - Tells the submitter why. */
  endEarlyWith(reject: (reason: unknown) => void): void {
    this.#reject = reject;
  }

  /** Is cancelled with the context that submitted it. */
  follow(submitter: Context): void {
    this.#stopWatching = watchCancellation(submitter, (reason) => this.cancel(reason));
  }

  /** @param stop - Stops what else may cancel it. */
  stopWith(stop: () => void): void {
    this.#stopListening = stop;
  }

  queued(queue: TaskQueue, task: QueuedTask): void {
    this.#queue = queue;
    this.#queued = task;
    this.#giveFlag();
  }

  dequeued(): void {
    this.#queue = undefined;
    this.#takeFlag();
  }

  /** The task has ended, or nobody waits for it any more. */
  settle(): void {
    this.#giveFlag();
    this.#stopWatching?.();
    this.#stopListening?.();
  }

  cancel(reason: unknown): void {
    if (this.terminate !== undefined) {
      this.#reject?.(reason);
      this.terminate.abort(reason);
    } else if (this.#queue !== undefined) {
      this.#queue.remove(this.#queued as QueuedTask);
      this.#reject?.(reason);
      this.settle();
    } else if (this.#flag !== undefined) this.#flags.raise(this.#flag, reason);
  }

  /** Is cancelled, and nobody waits for what the thread says. */
  abort(reason: unknown): void {
    this.cancel(reason);
    this.#reject?.(reason);
  }

  #takeFlag(): void {
    // A thread that can be ended need not be told, and without a context there is nobody to be told.
    if (this.#sent.length === 1 || this.terminate !== undefined) return;
    const flag = this.#flags.take();
    if (flag === undefined) return;
    this.#flag = flag;
    this.#sent[SLOT] = flag.slot;
    this.#sent[NUMBER] = flag.number;
  }

  #giveFlag(): void {
    if (this.#flag === undefined) return;
    this.#flags.give(this.#flag);
    this.#flag = undefined;
    this.#sent[SLOT] = -1;
  }
}
