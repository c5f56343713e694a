import type { Context } from '@aiolocals/core';
import { watchCancellation } from '@aiolocals/core/carrier';
import type { TaskQueue } from 'piscina';
import type { CancelFlag, CancelFlags } from './cancel-flags.js';
import type { QueuedTask } from './cancellable-queue.js';
import { NO_SLOT, NUMBER, type SentTask, SLOT } from './sent-task.js';

/** One task in the submitting thread, from the call of `run` until its promise has settled. */
export class Submission {
  /** Terminates the thread of the task. Without it, the thread is only told. */
  readonly terminate: AbortController | undefined;
  readonly #flags: CancelFlags;
  readonly #sent: SentTask;
  #stopWatching: (() => void) | undefined;
  #stopListening: (() => void) | undefined;
  #reject: ((reason: unknown) => void) | undefined;
  #flag: CancelFlag | undefined;
  /** The queue that the task waits in. */
  #queue: TaskQueue | undefined;
  /** The task as that queue holds it. */
  #queued: QueuedTask | undefined;

  /** @param terminate - Whether a cancellation terminates the thread. */
  constructor(flags: CancelFlags, sent: SentTask, terminate: boolean) {
    this.terminate = terminate ? new AbortController() : undefined;
    this.#flags = flags;
    this.#sent = sent;
    this.#takeFlag();
  }

  /**
   * Whether a cancellation rejects the task without an answer from its thread: because the task is queued, or because
   * its thread is terminated.
   */
  get mayEndEarly(): boolean {
    return this.#queue !== undefined || this.terminate !== undefined;
  }

  /** @param reject - Rejects the promise of the task. */
  endEarlyWith(reject: (reason: unknown) => void): void {
    this.#reject = reject;
  }

  /** Cancels the task when the context that submitted it is cancelled. */
  follow(submitter: Context): void {
    this.#stopWatching = watchCancellation(submitter, (reason) => this.cancel(reason));
  }

  /** @param stop - Removes the listener of the task's `signal`. */
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

  /** The task has ended, or its promise has been rejected. */
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

  /** Cancels the task, and rejects its promise at once. */
  abort(reason: unknown): void {
    this.cancel(reason);
    this.#reject?.(reason);
  }

  #takeFlag(): void {
    // Neither a thread that is terminated nor a task without a context can be told.
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
    this.#sent[SLOT] = NO_SLOT;
  }
}
