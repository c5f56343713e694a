import type { Context } from '@aiolocals/core';
import { watchCancellation } from '@aiolocals/core/carrier';
import type { CancelFlag, CancelFlags } from './cancel-flags.js';
import { DEADLINE, NO_SLOT, NUMBER, type SentTask, SLOT } from './sent-task.js';
import { Stopper } from './stopper.js';

/** What may end the thread of a task. */
export interface Ending {
  /** On a cancellation of the submitter: never, at once, or if the task still runs after so many milliseconds. */
  readonly terminate: boolean | number;
  /** When the task has run for so many milliseconds. */
  readonly timeout: number | undefined;
}

/** One task in the submitting thread, from the call of `run` until its promise has settled. */
export class Submission {
  /** Ends the thread of the task. Without it, the task is only notified. */
  readonly stopper: Stopper | undefined;
  readonly #flags: CancelFlags;
  readonly #sent: SentTask;
  readonly #ending: Ending;
  #stopWatching: (() => void) | undefined;
  #reject: ((reason: unknown) => void) | undefined;
  #flag: CancelFlag | undefined;
  /** Takes the task out of the queue that it waits in, if its thread cannot be ended. */
  #unqueue: (() => void) | undefined;
  /** Whether a thread has the task. Known only for a thread that can be ended. */
  #isSent = false;
  #grace: NodeJS.Timeout | undefined;
  #limit: NodeJS.Timeout | undefined;

  /** @param isStoppable - Whether anything may end the thread. */
  constructor(flags: CancelFlags, sent: SentTask, ending: Ending, isStoppable: boolean) {
    this.stopper = isStoppable ? new Stopper() : undefined;
    this.#flags = flags;
    this.#sent = sent;
    this.#ending = ending;
  }

  /**
   * Whether a cancellation rejects the task without an answer from its thread: because the task is queued, or because
   * its thread is ended.
   */
  get mayEndEarly(): boolean {
    return this.#unqueue !== undefined || this.stopper !== undefined;
  }

  /** @param reject - Rejects the promise of the task. */
  endEarlyWith(reject: (reason: unknown) => void): void {
    this.#reject = reject;
  }

  /** Cancels the task when the context that submitted it is cancelled. */
  follow(submitter: Context): void {
    this.#stopWatching = watchCancellation(submitter, (reason) => this.cancel(reason));
    if (this.stopper === undefined) this.#takeFlag();
  }

  /**
   * Finds out when the task is sent to a thread: sending reads each item, and one of them becomes a getter. Piscina has
   * no event for that, and keeps tasks with a signal in a queue of its own.
   *
   * @param late - Makes the error of a task that has run for too long.
   */
  watchSending(late: () => Error): void {
    const onSent = (): CancelFlag['place'] => {
      if (!this.#isSent) this.#begin(late);
      return this.#flag?.place ?? NO_SLOT;
    };
    const sent = this.#sent;
    // All items must be there before the first is read.
    if (sent.length <= DEADLINE) sent.push(false, undefined);
    Object.defineProperty(sent, SLOT, { get: onSent, enumerable: true });
  }

  /** @param remove - Takes the task out of the queue. */
  queued(remove: () => void): void {
    if (this.stopper !== undefined) return;
    this.#unqueue = remove;
    this.#giveFlag();
  }

  dequeued(): void {
    if (this.stopper !== undefined) return;
    this.#unqueue = undefined;
    if (this.#stopWatching !== undefined) this.#takeFlag();
  }

  /** The task has ended, or its promise has been rejected. */
  settle(): void {
    this.#giveFlag();
    this.#stopWatching?.();
    this.stopper?.settle();
    clearTimeout(this.#grace);
    clearTimeout(this.#limit);
  }

  cancel(reason: unknown): void {
    const { terminate } = this.#ending;
    if (this.#unqueue !== undefined) {
      this.#unqueue();
      this.#reject?.(reason);
      this.settle();
    } else if (this.stopper !== undefined && (terminate === true || !this.#isSent)) {
      this.#stop(reason);
    } else {
      if (this.#flag !== undefined) this.#flags.raise(this.#flag, reason);
      if (typeof terminate === 'number')
        this.#grace = setTimeout(() => this.#stop(reason), terminate);
    }
  }

  /** Rejects the promise before Piscina does: it would hide the reason in an error of its own. */
  #stop(reason: unknown): void {
    this.#reject?.(reason);
    this.stopper?.abort(reason);
  }

  #begin(late: () => Error): void {
    const { timeout, terminate } = this.#ending;
    this.#isSent = true;
    if (this.#stopWatching !== undefined && terminate !== true) this.#takeFlag();
    if (timeout === undefined) return;
    this.#limit = setTimeout(() => this.#stop(late()), timeout);
    const before = (this.#sent[DEADLINE] as number | undefined) ?? Infinity;
    this.#sent[DEADLINE] = Math.min(before, Date.now() + timeout);
  }

  #takeFlag(): void {
    this.#flag = this.#flags.take();
    if (this.stopper === undefined) this.#sent[SLOT] = this.#flag.place;
    this.#sent[NUMBER] = this.#flag.number;
  }

  #giveFlag(): void {
    if (this.#flag === undefined) return;
    this.#flags.give(this.#flag);
    this.#flag = undefined;
    if (this.stopper === undefined) this.#sent[SLOT] = NO_SLOT;
  }
}
