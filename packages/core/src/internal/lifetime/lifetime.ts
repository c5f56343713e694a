import { DeadlineError } from '../errors.js';
import { offAbort, onAbort } from './one-abort-listener.js';
import { storage } from '../storage/storage.js';

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

type Watcher = (reason: unknown) => void;

/** The most milliseconds that `setTimeout` takes: asked for more, it fires at once. */
export const LONGEST_TIMER: number = 2 ** 31 - 1;

/** How many cancellations there were in this thread. */
let cancellations = 0;

/**
 * What flows from a context to its children: cancellation and deadline, never state.
 *
 * A child holds the lifetime of its parent and asks it; a parent knows only those children that somebody watches. So
 * a lifetime that nobody looks at costs nothing. It knows no context, and `close` cuts its way up: whoever holds a
 * lifetime retains no ancestor. Loops, where recursion would be shorter: contexts may be nested deeper than the stack.
 */
export class Lifetime {
  #limits: LifetimeLimits | undefined;
  /** Whether it or an ancestor has limits: only the clock, or a signal from outside, says when those run out. */
  #isLimited: boolean;
  /** What `cancellations` was when nothing was due: as long as it stays so, there is no need to walk up the line. */
  #seen: number;
  #parent: Lifetime | undefined;
  #closed = false;
  #cancellation: Cancellation | undefined;
  /** A cancellation after the close is the context's own affair: its children outlive it. */
  #reachesChildren = false;
  #watchers: Set<Watcher> | undefined;
  #followers: Set<Lifetime> | undefined;
  /** Whether it is told of cancellations: by its parent, and by what follows. */
  #isArmed = false;
  /** Looks whether its limits have run out. */
  #check: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parent: Lifetime | undefined, limits?: LifetimeLimits) {
    this.#parent = parent;
    this.#limits = limits;
    this.#isLimited = limits !== undefined || (parent !== undefined && parent.#isLimited);
    this.#seen = parent === undefined ? cancellations : parent.#clean;
  }

  /** The earlier of its own deadline and its open ancestors', in epoch milliseconds. */
  get deadline(): number | undefined {
    let earliest = this.#limits?.deadline;
    for (let each = this.#parent; each !== undefined && !each.#closed; each = each.#parent) {
      const deadline = each.#limits?.deadline;
      if (deadline !== undefined) earliest = Math.min(deadline, earliest ?? deadline);
    }
    return earliest;
  }

  get deadlineForChildren(): number | undefined {
    return this.#closed ? undefined : this.deadline;
  }

  /** Why it is cancelled by now, or undefined. Asking is what makes a cancellation that has come due take place. */
  get cancellation(): Cancellation | undefined {
    if (this.#isLimited || this.#seen !== cancellations) {
      if (Lifetime.#isDue(this)) Lifetime.#cancelWhatIsDue(this);
      this.#seen = cancellations;
    }
    return this.#cancellation;
  }

  get cancellationForChildren(): Cancellation | undefined {
    const { cancellation } = this;
    return this.#reachesChildren ? cancellation : undefined;
  }

  /** Calls `watcher` once when it is cancelled, unless it is closed first. */
  watch(watcher: Watcher): void {
    if (this.#closed) return;
    (this.#watchers ??= new Set()).add(watcher);
    Lifetime.#arm(this);
  }

  unwatch(watcher: Watcher): void {
    this.#watchers?.delete(watcher);
  }

  cancel(reason: unknown): void {
    const reached: Lifetime[] = [this];
    for (const each of reached) {
      if (each.#cancellation !== undefined) continue;
      each.#cancellation = { reason };
      cancellations += 1;
      each.#reachesChildren = !each.#closed;
      const watchers = each.#watchers;
      const followers = each.#followers;
      each.#disarm();
      watchers?.forEach((watcher) => watcher(reason));
      followers?.forEach((follower) => reached.push(follower));
    }
  }

  /** Gives it an earlier deadline, in epoch milliseconds. */
  shorten(label: string, deadline: number): void {
    if (this.#closed || this.#cancellation !== undefined) return;
    const limits = { label, deadline, signal: this.#limits?.signal };
    this.#limits = limits;
    this.#isLimited = true;
    clearTimeout(this.#timer);
    // With a timer, because children that were made before do not ask for limits that there were not.
    if (!this.#isArmed) Lifetime.#arm(this);
    else if (this.#check === undefined) this.#armLimits(limits);
    else storage.run(null, this.#check);
  }

  close(): void {
    // A cancellation that has come due before the close is one, although nobody has asked yet.
    void this.cancellation;
    this.#closed = true;
    this.#disarm();
    this.#parent = undefined;
  }

  /** Whether there is a cancellation that has come due, of `lifetime` or of an ancestor that reaches it. */
  static #isDue(lifetime: Lifetime): boolean {
    for (let each: Lifetime | undefined = lifetime; each !== undefined; each = each.#parent) {
      if (each.#cancellation !== undefined) return each !== lifetime && each.#reachesChildren;
      if (each.#closed) return false;
      if (each.#limits !== undefined && hasRunOut(each.#limits)) return true;
    }
    return false;
  }

  static #cancelWhatIsDue(lifetime: Lifetime): void {
    const line: Lifetime[] = [];
    let next: Lifetime | undefined = lifetime;
    for (; next !== undefined && !next.#closed; next = next.#parent) line.push(next);
    // The eldest first: each inherits from its parent.
    for (const each of line.toReversed()) {
      const due = each.#due();
      if (due !== undefined) each.cancel(due.reason);
    }
  }

  /** What `cancellations` was when nothing was due in the whole line. */
  get #clean(): number {
    return this.#cancellation === undefined ? this.#seen : -1;
  }

  #due(): Cancellation | undefined {
    const limits = this.#limits;
    const parent = this.#parent;
    if (limits?.signal?.aborted === true) return limits.signal;
    if (parent !== undefined && parent.#reachesChildren) return parent.#cancellation;
    if (limits === undefined || !hasRunOut(limits)) return undefined;
    return { reason: new DeadlineError(`The deadline of context \`${limits.label}\` has passed`) };
  }

  /** Up the line, as far as nobody did before. */
  static #arm(lifetime: Lifetime): void {
    let each = lifetime;
    while (!each.#isArmed) {
      each.#isArmed = true;
      if (each.#limits !== undefined) each.#armLimits(each.#limits);
      const parent = each.#parent;
      if (parent === undefined || parent.#closed) return;
      (parent.#followers ??= new Set()).add(each);
      each = parent;
    }
  }

  #armLimits({ deadline, signal }: LifetimeLimits): void {
    const start = (): void => {
      const left = Math.max((this.#limits?.deadline as number) - Date.now(), 0);
      this.#timer = setTimeout(check, Math.min(left, LONGEST_TIMER)).unref();
    };
    const check = (this.#check = (): void => {
      // Timers fire early: a very long one by days, any by a millisecond.
      if (this.cancellation === undefined) start();
    });
    // From nothing: a timer retains the context it was made in, and this one may be a child's.
    if (deadline !== undefined) storage.run(null, start);
    if (signal !== undefined) onAbort(signal, check);
  }

  #disarm(): void {
    this.#watchers = undefined;
    this.#followers = undefined;
    if (!this.#isArmed) return;
    const parent = this.#parent;
    if (parent !== undefined) parent.#followers?.delete(this);
    if (this.#check === undefined) return;
    clearTimeout(this.#timer);
    const signal = this.#limits?.signal;
    if (signal !== undefined) offAbort(signal, this.#check);
  }
}

function hasRunOut({ signal, deadline }: LifetimeLimits): boolean {
  return signal?.aborted === true || (deadline !== undefined && Date.now() >= deadline);
}
