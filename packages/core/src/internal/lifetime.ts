import { DeadlineError } from './errors.js';
import { LONGEST_TIMER } from './longest-timer.js';
import { storage } from './storage.js';

/** Any value may be a reason, undefined included, so reasons travel in a box. */
export interface Cancellation {
  readonly reason: unknown;
}

/** What can end a lifetime from outside. */
export interface LifetimeLimits {
  /** Names the context in the error of its deadline. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly deadline: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * What flows from a context to its children: cancellation and deadline, never state.
 *
 * A child holds the lifetime of its parent and asks it; a parent knows only those children that somebody watches. So
 * a lifetime that nobody looks at costs nothing. It knows no context, and `close` cuts its way up: whoever holds a
 * lifetime retains no ancestor.
 */
export class Lifetime {
  readonly #limits: LifetimeLimits | undefined;
  #parent: Lifetime | undefined;
  #closed = false;
  #cancellation: Cancellation | undefined;
  /** A cancellation after the close is the context's own affair: its children outlive it. */
  #reachesChildren = false;
  #watcher: ((reason: unknown) => void) | undefined;
  #followers: Set<Lifetime> | undefined;
  /** Set once armed: looks whether a cancellation has come due. */
  #check: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parent: Lifetime | undefined, limits?: LifetimeLimits) {
    this.#parent = parent;
    this.#limits = limits;
  }

  /** The earlier of its own deadline and its open ancestors', in epoch milliseconds. */
  get deadline(): number | undefined {
    const own = this.#limits?.deadline;
    const inherited = this.#parent?.deadlineForChildren;
    if (own === undefined || inherited === undefined) return own ?? inherited;
    return Math.min(own, inherited);
  }

  get deadlineForChildren(): number | undefined {
    return this.#closed ? undefined : this.deadline;
  }

  /** Why it is cancelled by now, or undefined. Asking is what makes a cancellation that has come due take place. */
  get cancellation(): Cancellation | undefined {
    if (this.#cancellation === undefined && !this.#closed) {
      const due = this.#due();
      if (due !== undefined) this.cancel(due.reason);
    }
    return this.#cancellation;
  }

  get cancellationForChildren(): Cancellation | undefined {
    const { cancellation } = this;
    return this.#reachesChildren ? cancellation : undefined;
  }

  /** Calls `watcher` once when it is cancelled, unless it is closed first. */
  watch(watcher: (reason: unknown) => void): void {
    if (this.#closed) return;
    this.#watcher = watcher;
    this.#arm();
  }

  /** Cancels `child` with this one, as long as both are open. */
  follow(child: Lifetime): void {
    if (this.#closed) return;
    (this.#followers ??= new Set()).add(child);
    this.#arm();
  }

  unfollow(child: Lifetime): void {
    this.#followers?.delete(child);
  }

  cancel(reason: unknown): void {
    if (this.#cancellation !== undefined) return;
    this.#cancellation = { reason };
    this.#reachesChildren = !this.#closed;
    const watcher = this.#watcher;
    const followers = this.#followers;
    this.#disarm();
    watcher?.(reason);
    followers?.forEach((follower) => follower.cancel(reason));
  }

  close(): void {
    // A cancellation that has come due before the close is one, although nobody has asked yet.
    void this.cancellation;
    this.#closed = true;
    this.#disarm();
    this.#parent = undefined;
  }

  #due(): Cancellation | undefined {
    const limits = this.#limits;
    if (limits?.signal?.aborted === true) return limits.signal;
    const inherited = this.#parent?.cancellationForChildren;
    if (inherited !== undefined) return inherited;
    if (limits?.deadline === undefined || Date.now() < limits.deadline) return undefined;
    return { reason: new DeadlineError(`The deadline of context \`${limits.label}\` has passed`) };
  }

  #arm(): void {
    if (this.#check !== undefined) return;
    const limits = this.#limits;
    const deadline = limits?.deadline;
    const start = (): void => {
      const left = Math.max((deadline as number) - Date.now(), 0);
      this.#timer = setTimeout(check, Math.min(left, LONGEST_TIMER)).unref();
    };
    const check = (this.#check = (): void => {
      // Timers fire early: a very long one by days, any by a millisecond.
      if (this.cancellation === undefined) start();
    });
    // From nothing: a timer retains the context it was made in, and this one may be a child's.
    if (deadline !== undefined) storage.run(null, start);
    limits?.signal?.addEventListener('abort', check, { once: true });
    this.#parent?.follow(this);
  }

  #disarm(): void {
    const check = this.#check;
    this.#watcher = undefined;
    this.#followers = undefined;
    if (check === undefined) return;
    clearTimeout(this.#timer);
    this.#limits?.signal?.removeEventListener('abort', check);
    this.#parent?.unfollow(this);
  }
}
