import { DeadlineError } from '../errors.js';
import { Alarm, type LifetimeLimits } from './alarm.js';

/** Any value may be a reason, undefined included, so reasons travel in a box. */
export interface Cancellation {
  readonly reason: unknown;
}

type Watcher = (reason: unknown) => void;

/**
 * Counts changes, for all lifetimes that descend from one. While none is counted, no lifetime needs to ask its
 * ancestors.
 */
class Family {
  cancellations = 0;
  /**
   * How often limits changed that descendants had looked up: a parent closed before its children, or was given an
   * earlier deadline.
   */
  changes = 0;
}

/** What a lifetime has while it is armed: while its parent and its limits notify it, and it notifies its followers. */
class Arming {
  readonly watchers: Set<Watcher> = new Set();
  /** Of its children, if it has any that are armed. */
  followers: Set<Lifetime | WeakRef<Lifetime>> | undefined;
  alarm: Alarm | undefined;
  /** What its parent holds, if not the lifetime itself. */
  weakRef: WeakRef<Lifetime> | undefined;
}

/** Frees what stays behind of lifetimes that were watched without being held. */
const abandoned = new FinalizationRegistry<() => void>((release) => release());

/**
 * What flows from a context to its children: cancellation and deadline, never state.
 *
 * A child holds the lifetime of its parent and asks it. A parent knows only those children that somebody watches, so a
 * lifetime that nobody watches costs nothing. A lifetime and its ancestors are its line. It refers to no context, and
 * `close` drops its parent: holding a closed lifetime retains no ancestor. The methods loop where recursion would be
 * shorter, because contexts may be nested deeper than the stack.
 */
export class Lifetime {
  #limits: LifetimeLimits | undefined;
  readonly #family: Family;
  #parent: Lifetime | undefined;
  #children = 0;
  /** The earliest deadline in the line of open lifetimes, on the monotonic clock; `Infinity` if there is none. */
  #earliest = Infinity;
  /** The nearest lifetime in that line that has a signal. */
  #signalled: Lifetime | undefined;
  /** What the family's counters were when `#earliest` was found, and when nothing in the line was cancelled. */
  #changes = -1;
  #cancellations: number;
  #closed = false;
  #cancellation: Cancellation | undefined;
  /** A cancellation after the close is the context's own affair: its children outlive it. */
  #reachesChildren = false;
  #arming: Arming | undefined;

  constructor(parent: Lifetime | undefined, limits?: LifetimeLimits) {
    this.#parent = parent;
    this.#limits = limits;
    this.#family = parent === undefined ? new Family() : parent.#family;
    this.#cancellations = parent === undefined ? 0 : parent.#clean();
    if (parent !== undefined) parent.#children += 1;
    Lifetime.#refresh(this);
  }

  /** The earlier of its own deadline and its open ancestors', on the monotonic clock. */
  get deadline(): number | undefined {
    if (this.#changes !== this.#family.changes) Lifetime.#refresh(this);
    return this.#earliest === Infinity ? undefined : this.#earliest;
  }

  get deadlineForChildren(): number | undefined {
    return this.#closed ? undefined : this.deadline;
  }

  /** The cancellation, or undefined. A cancellation that is due takes place when somebody reads this. */
  get cancellation(): Cancellation | undefined {
    if (this.#cancellation === undefined && this.#mayBeDue()) {
      if (Lifetime.#isDue(this)) Lifetime.#cancelWhatIsDue(this);
      this.#cancellations = this.#family.cancellations;
    }
    return this.#cancellation;
  }

  get cancellationForChildren(): Cancellation | undefined {
    const { cancellation } = this;
    return this.#reachesChildren ? cancellation : undefined;
  }

  /**
   * Calls `watcher` once when it is cancelled, unless it is closed first.
   *
   * @param isHeld - Without it, neither its parent nor its limits keep the lifetime in memory: for a context that may
   * never run, and so never close.
   */
  watch(watcher: Watcher, isHeld = true): void {
    if (this.#closed) return;
    Lifetime.#arm(this, isHeld).watchers.add(watcher);
  }

  /** Makes its parent and its limits hold it, if it was watched without being held. */
  hold(): void {
    const arming = this.#arming;
    if (arming === undefined || arming.weakRef === undefined) return;
    this.#unlink(arming);
    this.#link(true);
  }

  unwatch(watcher: Watcher): void {
    this.#arming?.watchers.delete(watcher);
  }

  cancel(reason: unknown): void {
    const reached: Lifetime[] = [this];
    for (const each of reached) {
      if (each.#cancellation !== undefined) continue;
      each.#cancellation = { reason };
      each.#family.cancellations += 1;
      each.#reachesChildren = !each.#closed;
      const arming = each.#disarm();
      if (arming === undefined) continue;
      arming.watchers.forEach((watcher) => watcher(reason));
      if (arming.followers === undefined) continue;
      for (const follower of arming.followers) {
        const lifetime = follower instanceof WeakRef ? follower.deref() : follower;
        if (lifetime !== undefined) reached.push(lifetime);
      }
    }
  }

  /** Gives it an earlier deadline, on the monotonic clock. */
  shorten(label: string, deadline: number): void {
    if (this.#closed || this.#cancellation !== undefined) return;
    this.#limits = { label, deadline, signal: this.#limits?.signal };
    // Its children may have looked up their limits before.
    this.#family.changes += 1;
    const arming = this.#arming;
    if (arming === undefined) return;
    this.#unlink(arming);
    this.#link(true);
  }

  close(): void {
    // A cancellation that has come due before the close is one, although nobody has asked yet.
    void this.cancellation;
    this.#closed = true;
    this.#disarm();
    if (this.#children > 0) this.#family.changes += 1;
    if (this.#parent !== undefined) this.#parent.#children -= 1;
    this.#parent = undefined;
    Lifetime.#refresh(this);
  }

  /** Finds the limits of a line anew: from the outermost lifetime down, each by its parent's. */
  static #refresh(lifetime: Lifetime): void {
    const { changes } = lifetime.#family;
    const line = [lifetime];
    let each = lifetime.#openParent();
    for (; each !== undefined && each.#changes !== changes; each = each.#openParent())
      line.push(each);
    for (let at = line.length - 1; at >= 0; at--) {
      const stale = line[at] as Lifetime;
      const parent = stale.#openParent();
      const { deadline = Infinity, signal } = stale.#limits ?? {};
      const outer = stale.#outerSignalled();
      // A signal that both have, such as that of a shutdown, is checked once.
      const isOuter = outer !== undefined && outer.#limits?.signal === signal;
      stale.#earliest = Math.min(deadline, parent === undefined ? Infinity : parent.#earliest);
      stale.#signalled = signal === undefined || isOuter ? outer : stale;
      stale.#changes = changes;
    }
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

  /** Subscribes it to cancellations, and all ancestors in its line that are not subscribed yet. */
  static #arm(lifetime: Lifetime, isHeld: boolean): Arming {
    if (lifetime.#arming !== undefined) {
      if (isHeld) lifetime.hold();
      return lifetime.#arming;
    }
    const line: Lifetime[] = [];
    let each: Lifetime | undefined = lifetime;
    for (; each !== undefined && each.#arming === undefined; each = each.#openParent())
      line.push(each);
    for (let at = line.length - 1; at >= 0; at--) (line[at] as Lifetime).#link(isHeld || at > 0);
    return lifetime.#arming as unknown as Arming;
  }

  #openParent(): Lifetime | undefined {
    const parent = this.#parent;
    return parent === undefined || parent.#closed ? undefined : parent;
  }

  /** The nearest lifetime outside this one that has a signal. */
  #outerSignalled(): Lifetime | undefined {
    const parent = this.#openParent();
    return parent === undefined ? undefined : parent.#signalled;
  }

  /** What follows its parent, if that is armed. */
  #siblings(): Set<Lifetime | WeakRef<Lifetime>> | undefined {
    const parent = this.#parent;
    const arming = parent === undefined ? undefined : parent.#arming;
    return arming === undefined ? undefined : (arming.followers ??= new Set());
  }

  /** What the family's cancellations were when none was due in the whole line. */
  #clean(): number {
    return this.#cancellation === undefined ? this.#cancellations : -1;
  }

  /** Whether a cancellation may be due somewhere in the line. Costs the same however long the line is. */
  #mayBeDue(): boolean {
    const { changes, cancellations } = this.#family;
    if (this.#changes !== changes) Lifetime.#refresh(this);
    if (this.#cancellations !== cancellations) return true;
    if (this.#earliest !== Infinity && performance.now() >= this.#earliest) return true;
    for (let each = this.#signalled; each !== undefined; each = each.#outerSignalled())
      if (each.#limits?.signal?.aborted === true) return true;
    return false;
  }

  #due(): Cancellation | undefined {
    const limits = this.#limits;
    const parent = this.#parent;
    if (limits?.signal?.aborted === true) return limits.signal;
    if (parent !== undefined && parent.#reachesChildren) return parent.#cancellation;
    if (limits === undefined || !hasRunOut(limits)) return undefined;
    return { reason: new DeadlineError(`The deadline of context \`${limits.label}\` has passed`) };
  }

  /** Subscribes it to its limits and to its parent, which is armed. */
  #link(isHeld: boolean): void {
    const arming = (this.#arming ??= new Arming());
    const ref = isHeld ? undefined : new WeakRef(this);
    if (this.#limits !== undefined)
      arming.alarm = new Alarm(this.#limits, ref === undefined ? this.#look() : lookThrough(ref));
    const followers = this.#siblings();
    followers?.add(ref ?? this);
    arming.weakRef = ref;
    if (ref !== undefined) abandoned.register(this, releaseOf(arming.alarm, followers, ref), this);
  }

  #look(): () => boolean {
    return () => this.cancellation !== undefined;
  }

  #unlink({ alarm, weakRef }: Arming): void {
    alarm?.stop();
    this.#siblings()?.delete(weakRef ?? this);
    if (weakRef !== undefined) abandoned.unregister(this);
  }

  #disarm(): Arming | undefined {
    const arming = this.#arming;
    if (arming !== undefined) this.#unlink(arming);
    this.#arming = undefined;
    return arming;
  }
}

/** These two are apart from the class, so that what they return does not hold the lifetime. */
function releaseOf(
  alarm: Alarm | undefined,
  followers: Set<Lifetime | WeakRef<Lifetime>> | undefined,
  ref: WeakRef<Lifetime>,
): () => void {
  return () => {
    alarm?.stop();
    followers?.delete(ref);
  };
}

function lookThrough(ref: WeakRef<Lifetime>): () => boolean {
  return () => {
    const lifetime = ref.deref();
    return lifetime === undefined || lifetime.cancellation !== undefined;
  };
}

function hasRunOut({ signal, deadline }: LifetimeLimits): boolean {
  return signal?.aborted === true || (deadline !== undefined && performance.now() >= deadline);
}
