import { setMaxListeners } from 'node:events';
import { inspect } from 'node:util';
import type {
  Context as ContextType,
  ContextOptions,
  ContextSettings,
  ForkOptions,
} from '../../types/context.js';
import { CancelledError } from '../errors.js';
import { callCloseListeners, type CloseListener } from './close-listeners.js';
import type { ContextAccess } from './context-access.js';
import { ranTwice, runnerOf, withArguments } from './run-and-close.js';
import { forksCloser } from './close-forks.js';
import { lateUse, setGracePeriod } from './late-use.js';
import { isIn, type Place } from './place.js';
import { Ties } from './ties.js';
import { bindTo } from '../storage/bind-to.js';
import { Origin } from '../state/factory-cells.js';
import { checkContextOptions, checkForkOptions, checkSettings } from './options.js';
import { definitionOf } from '../state/definition.js';
import { closed, opened } from '../diagnostics.js';
import { expected, expectFunction } from '../expect.js';
import { RareState } from './rare-state.js';
import { coarseTime, since } from '../lifetime/coarse-clock.js';
import { toEpoch } from '../lifetime/clock.js';
import { Lifetime } from '../lifetime/lifetime.js';
import { Lineage, madeUpIdent } from './ident.js';
import { WriteLease, Recorder } from '../state/change-recorder.js';
import { type Frame, FRAME_VALUES, REQUEST_ID, REQUEST_PATH } from '../state/frame.js';
import { Crowd } from '../state/crowd.js';
import { copyOf, CROWD, CROWDED, initialValues } from '../state/slots.js';
import { current, resolve, storage } from '../storage/storage.js';

/** The values of a context that never wrote a slot. */
const NO_VALUES: readonly unknown[] = [];

/** Options of a context that has no parent, and nothing else to be checked. */
const WITHOUT_PARENT: ContextOptions = Object.freeze({ parent: null });

/** By the signals of contexts that were not running when the signal was first read. */
const ownerOf = new WeakMap<AbortSignal, Context>();

const NEW = -2;
const OPEN = -1;
/** This, or more. */
const CLOSED = 0;

let access!: ContextAccess;

/**
 * The store of the one AsyncLocalStorage is the context itself, and the state of `request`, which every log line reads,
 * is in its fields: with one more object in between, a read cost twice as much. One class, because a base class with
 * fields doubled what it costs to make a context.
 *
 * A fork shares the values, and costs the same for one Local as for a thousand; whoever writes first copies them.
 */
export class Context implements ContextType {
  #requestId = '';
  #requestPath = '';
  #values: readonly unknown[] = NO_VALUES;
  #lease: WriteLease | undefined;
  #origin: Origin | undefined;
  /** `NEW`, `OPEN`, or about when it closed: see `coarseTime`. */
  #phase = NEW;
  /** Its lineage; or the ident that it was given, until it numbers its first task. */
  #lineage: Lineage | string | undefined;
  /** Its number in the lineage; 0 if the lineage is its own. */
  #task = 0;
  /** One field for all of them: most contexts have none, and each field costs each context. */
  #ties: Ties | undefined;
  #rare: RareState | undefined;

  static {
    access = {
      // A frame has neither id nor path of its own.
      requestId: (context) => (context as Context).#requestId || (context as Context).#otherId(),
      setRequestId: (context, id) => {
        const own = context as Context;
        own.#requestId = id;
        if (own.#rare !== undefined) own.#noteId(id);
      },
      requestPath: (context) =>
        (context as Context).#requestPath || (context as Context).#otherPath(),
      setRequestPath: (context, path) => {
        const own = context as Context;
        own.#requestPath = path;
        if (own.#rare !== undefined) own.#notePath(path);
      },
      valuesOf: (context) => (context as Context).#values,
      valueAt: (context, slot, otherwise) => {
        const values = (context as Context).#values;
        if (slot < values.length) return values[slot];
        return values === FRAME_VALUES || slot >= CROWDED
          ? (context as Context).#elsewhere(slot, otherwise)
          : otherwise;
      },
      startFrom: (context, other) => {
        const own = context as Context;
        own.#startFrom(other as Context);
        own.#lease = undefined;
      },
      writeSlot: (context, slot, value) => {
        const own = context as Context;
        if (own.#values === FRAME_VALUES || slot >= CROWDED) own.#writeElsewhere(slot, value);
        else own.#own(slot + 1)[slot] = value;
      },
      ownedValues: (context, end) => (context as Context).#own(end),
      leaseOf: (context) =>
        (context as Context).#lease ?? (context as Context).#rare?.recorder?.lease,
      originOf: (context) => ((context as Context).#self().#origin ??= new Origin()),
      hasOrigin: (context) => (context as Context).#self().#origin !== undefined,
      record: (context) => (context as Context).#record(),
      isContext: (value): value is ContextType =>
        typeof value === 'object' && value !== null && #values in value,
      storeOf: (frame) => {
        const store = new Context(WITHOUT_PARENT);
        store.#values = FRAME_VALUES;
        store.#ownRare().frame = frame;
        return store;
      },
      frameOf: (store) =>
        (store as Context).#values === FRAME_VALUES ? (store as Context).#frame() : undefined,
      nextIdent: (context) => {
        const lineage = (context as Context).#ownLineage();
        return `${lineage.ident}/${lineage.nextTask()}`;
      },
      lifetimeOf: (context) => (context as Context).#ownLifetime(),
      lateUseOf: (context) => {
        const own = (context as Context).#self();
        return own.#phase < CLOSED ? undefined : lateUse(own, own.#phase, own.#requestPath);
      },
      takeForks: (context) => (context as Context).#takeForks(),
      makeRequest: (path) => {
        const context = new Context(WITHOUT_PARENT);
        context.#requestPath = path;
        return context;
      },
      openRequest: (context, id, timeout) => {
        const own = context as Context;
        own.#lineage = id;
        own.#requestId = id;
        if (own.#rare !== undefined) own.#noteId(id);
        if (timeout !== undefined) own.#configure({ timeout });
        own.#open();
      },
      open: (context) => (context as Context).#open(),
      close: (context) => (context as Context).#close(),
    };
    Object.defineProperty(this.prototype, inspect.custom, {
      value(this: Context): string {
        return this.#inspect();
      },
    });
  }

  constructor(options?: ContextOptions) {
    // Kept short, like `run` and what both call: V8 does not inline long functions, and the call would cost more than
    // the work.
    if (options === undefined) this.#inherit();
    else if (options !== WITHOUT_PARENT) this.#follow(options);
  }

  static current(): ContextType | undefined {
    const store = storage.getStore() as Context | null | undefined;
    if (store === undefined || store === null) return resolve(store);
    return store.#values === FRAME_VALUES ? store.#frame().context : store;
  }

  static configure(options: ContextSettings): void {
    checkSettings(options);
    const { gracePeriod } = options;
    if (gracePeriod !== undefined) setGracePeriod(gracePeriod);
  }

  static exit<Args extends unknown[], Result>(
    fn: (...args: Args) => Result,
    ...args: Args
  ): Result {
    expectFunction('fn', fn);
    return storage.run(null, fn, ...args);
  }

  get ident(): string {
    if (typeof this.#lineage === 'string') return this.#lineage;
    const { ident } = this.#ownLineage();
    return this.#task === 0 ? ident : `${ident}/${this.#task}`;
  }

  get name(): string | undefined {
    return this.#rare?.name;
  }

  get closed(): boolean {
    return this.#phase >= CLOSED;
  }

  get endedAgo(): number | undefined {
    return this.#phase < CLOSED ? undefined : since(this.#phase);
  }

  get root(): Context {
    const root = this.#ties?.root;
    if (root === undefined) return this;
    return this.#phase >= CLOSED
      ? (((root as Place).root as Context | undefined) ?? this)
      : (root as Context);
  }

  isWithin(other: ContextType): boolean {
    expectContext('other', other);
    if (other === this) return true;
    const place = (other as Context).#ties?.place;
    return place !== undefined && isIn(this.#ties?.parentPlace, place);
  }

  get signal(): AbortSignal {
    const rare = this.#ownRare();
    if (rare.controller === undefined) {
      const controller = (rare.controller = new AbortController());
      // Node warns of more than ten listeners. On a signal they are no leak: each awaits the end of its work.
      setMaxListeners(0, controller.signal);
      this.#watchFor(controller);
    }
    return rare.controller.signal;
  }

  get cancelled(): boolean {
    return this.#ties !== undefined && this.#ties.isCancelled;
  }

  get deadline(): number | undefined {
    const deadline = this.#ties?.deadline;
    return deadline === undefined ? undefined : toEpoch(deadline);
  }

  remaining(): number {
    const deadline = this.#ties?.deadline;
    return deadline === undefined ? Infinity : Math.max(deadline - performance.now(), 0);
  }

  throwIfCancelled(): void {
    if (this.cancelled) throw this.#ownLifetime().cancellation?.reason;
  }

  cancel(reason?: unknown): void {
    const lifetime = this.#ownLifetime();
    if (lifetime.cancellation !== undefined) return;
    const given = arguments.length > 0 && reason !== undefined;
    const cause = given ? reason : new CancelledError(`Context \`${this.ident}\` was cancelled`);
    lifetime.cancel(cause);
    // The lifetime of a closed context notifies nobody, but stragglers may hold its signal.
    if (this.closed) this.#abort(cause);
  }

  run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    if (typeof fn !== 'function') expectFunction('fn', fn);
    if (this.#phase !== NEW) throw ranTwice(this.ident);
    // Nearly all calls have no arguments. Passing some on is expensive, and so is a closure in here, even where none is
    // made.
    return args.length === 0
      ? storage.run(this, runAndClose<Result>, this, fn)
      : storage.run(this, runAndClose<Result>, this, withArguments(fn, args));
  }

  enter<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    if (typeof fn !== 'function') expectFunction('fn', fn);
    return storage.run(this, fn, ...args);
  }

  bind<Fn extends (...args: never[]) => unknown>(fn: Fn): Fn {
    expectFunction('fn', fn);
    return bindTo(this, fn);
  }

  onClose(listener: CloseListener): void {
    expectFunction('listener', listener);
    if (this.closed) callCloseListeners(this, [listener]);
    else (this.#ownRare().closeListeners ??= []).push(listener);
  }

  fork(options?: ForkOptions): Context {
    if (options !== undefined) checkForkOptions(options);
    const fork = new Context({ ...options, parent: this });
    fork.#open();
    if (this.#phase >= CLOSED) fork.#close();
    else (this.#ownRare().forks ??= new Set()).add(fork);
    return fork;
  }

  #inherit(): void {
    const parent = current();
    if (parent !== undefined) this.#fork(parent as Context, false);
  }

  #follow(options: ContextOptions): void {
    checkContextOptions(options);
    const parent = startOf(options.parent);
    if (parent !== undefined && parent !== null) {
      if (!isContext(parent)) throw expected('parent', 'a Context or null', parent);
      this.#fork(parent as Context, options.detached === true);
    }
    this.#configure(options);
  }

  #fork(parent: Context, detached: boolean): void {
    if (parent.#values === FRAME_VALUES) {
      this.#forkFrame(parent.#frame(), detached);
      return;
    }
    this.#startFrom(parent);
    if (parent.#rare?.recorder !== undefined) parent.#rare.recorder.lease = undefined;
    this.#origin = parent.#origin ??= new Origin();
    const lineage = parent.#ownLineage();
    this.#lineage = lineage;
    this.#task = lineage.nextTask();
    const root = parent.root;
    if (parent.#phase >= CLOSED) lateUse(parent, parent.#phase, parent.#requestPath);
    if (detached) this.#ties = new Ties(root);
    else {
      const lifetime = parent.#phase === OPEN ? parent.#ownLifetime() : undefined;
      this.#ties = new Ties(root, parent.#ownPlace(), lifetime);
    }
  }

  #startFrom(other: Context): void {
    this.#requestId = other.#requestId;
    this.#requestPath = other.#requestPath;
    this.#values = other.#values;
    other.#lease = undefined;
  }

  #forkFrame({ context, overrides }: Frame, detached: boolean): void {
    this.#fork(context as Context, detached);
    for (const [slot, override] of overrides) {
      const value = override.valueIn(context);
      if (slot === REQUEST_ID) this.#requestId = value as string;
      else if (slot === REQUEST_PATH) this.#requestPath = value as string;
      else access.writeSlot(this, slot, value);
    }
  }

  #frame(): Frame {
    return (this.#rare as RareState).frame as Frame;
  }

  /** The context itself; of a frame, its context. */
  #self(): Context {
    return this.#values === FRAME_VALUES ? (this.#frame().context as Context) : this;
  }

  /** Reads a slot that is not in its own values. */
  #elsewhere(slot: number, otherwise: unknown): unknown {
    if (this.#values === FRAME_VALUES) {
      const frame = this.#frame();
      const held = frame.heldValue(slot);
      return held === undefined ? access.valueAt(frame.context, slot, otherwise) : held.value;
    }
    const crowd = (this.#values[CROWD] as Crowd | undefined)?.values;
    return crowd?.has(slot) === true ? crowd.get(slot) : otherwise;
  }

  #writeElsewhere(slot: number, value: unknown): void {
    if (this.#values === FRAME_VALUES) {
      const frame = this.#frame();
      const held = frame.heldValue(slot);
      if (held === undefined) access.writeSlot(frame.context, slot, value);
      else held.value = value;
      return;
    }
    const values = this.#own(CROWD + 1);
    const lease = access.leaseOf(this);
    let crowd = values[CROWD] as Crowd | undefined;
    if (crowd === undefined || crowd.lease !== lease)
      values[CROWD] = crowd = new Crowd(lease, crowd?.values);
    crowd.values.set(slot, value);
    this.#rare?.recorder?.slots.add(slot);
  }

  #otherId(): string {
    if (this.#values !== FRAME_VALUES) return this.#requestId;
    const { context } = this.#frame();
    return this.#framedField(REQUEST_ID, (context as Context).#requestId);
  }

  #otherPath(): string {
    if (this.#values !== FRAME_VALUES) return this.#requestPath;
    const { context } = this.#frame();
    return this.#framedField(REQUEST_PATH, (context as Context).#requestPath);
  }

  #framedField(slot: number, otherwise: string): string {
    const held = this.#frame().heldValue(slot);
    return held === undefined ? otherwise : (held.value as string);
  }

  #noteId(id: string): void {
    const { recorder, frame } = this.#rare as RareState;
    if (recorder !== undefined) recorder.isIdAssigned = true;
    if (frame === undefined) return;
    this.#requestId = '';
    const held = frame.heldValue(REQUEST_ID);
    if (held === undefined) access.setRequestId(frame.context, id);
    else held.value = id;
  }

  #notePath(path: string): void {
    const { recorder, frame } = this.#rare as RareState;
    if (recorder !== undefined) recorder.isPathAssigned = true;
    if (frame === undefined) return;
    this.#requestPath = '';
    const held = frame.heldValue(REQUEST_PATH);
    if (held === undefined) access.setRequestPath(frame.context, path);
    else held.value = path;
  }

  #configure(options: ContextOptions): void {
    const { ident, locals, name, signal, timeout } = options;
    if (name !== undefined) this.#ownRare().name = name;
    if (ident !== undefined) {
      this.#lineage = ident;
      this.#task = 0;
    }
    if (timeout !== undefined || signal !== undefined) {
      const deadline =
        timeout === undefined || timeout === Infinity ? undefined : performance.now() + timeout;
      const ties = this.#ownTies();
      ties.lifetime = new Lifetime(ties.parentLifetime, { label: this.ident, deadline, signal });
    }
    locals?.forEach((local) => definitionOf(local, 'locals').refresh(this));
  }

  #own(end: number): unknown[] {
    if (this.#lease === undefined) this.#takeLease(end);
    const values = this.#values as unknown[];
    while (values.length < end) values.push(initialValues[values.length]);
    return values;
  }

  /** A context that is recorded never has a lease of its own, so that each of its writes comes through here. */
  #takeLease(end: number): void {
    const recorder = this.#rare?.recorder;
    if (recorder === undefined) this.#lease = new WriteLease();
    else if (!recorder.note(end - 1)) return;
    this.#values = copyOf(this.#values, end);
  }

  #record(): Recorder {
    this.#lease = undefined;
    return (this.#ownRare().recorder ??= new Recorder());
  }

  #ownLineage(): Lineage {
    const lineage = this.#lineage;
    if (typeof lineage === 'object') return lineage;
    return (this.#lineage = new Lineage(lineage ?? madeUpIdent()));
  }

  #ownTies(): Ties {
    return (this.#ties ??= new Ties());
  }

  #ownPlace(): Place {
    return this.#ownTies().placeOf(this, this.#phase === OPEN);
  }

  #ownLifetime(): Lifetime {
    return this.#ownTies().ownLifetime;
  }

  #watchFor(controller: AbortController): void {
    const lifetime = this.#ownLifetime();
    const { cancellation } = lifetime;
    if (cancellation !== undefined) {
      controller.abort(cancellation.reason);
      return;
    }
    // A context that never runs never closes. Whoever holds its signal holds it.
    const isHeld = this.#phase !== NEW;
    if (!isHeld) ownerOf.set(controller.signal, this);
    lifetime.watch((reason) => this.#abort(reason), isHeld);
  }

  #ownRare(): RareState {
    return (this.#rare ??= new RareState());
  }

  static #leave(root: Context): Place {
    const place = root.#ownPlace();
    place.discharge();
    return place;
  }

  #takeForks(): Iterable<ContextType> {
    const forks = this.#rare?.forks ?? [];
    if (this.#rare !== undefined) this.#rare.forks = undefined;
    return forks;
  }

  #inspect(): string {
    const name = this.name === undefined ? '' : ` ${this.name}`;
    const phase = this.#phase === NEW ? 'new' : this.#phase === OPEN ? 'open' : 'closed';
    return `Context \`${this.ident}\`${name} (${phase})`;
  }

  #abort(reason: unknown): void {
    storage.run(this, () => this.#rare?.controller?.abort(reason));
  }

  #open(): void {
    if (this.#phase !== NEW) return;
    this.#phase = OPEN;
    if (this.#ties !== undefined) this.#openTied(this.#ties);
    if (opened.hasSubscribers) opened.publish({ context: this });
  }

  #close(): void {
    if (this.#phase !== OPEN) return;
    if (this.#ties !== undefined || this.#rare !== undefined) this.#closeTied();
    else this.#phase = coarseTime();
    if (closed.hasSubscribers) closed.publish({ context: this });
  }

  /** Most contexts have no ties. This and `#closeTied` are apart, so that the methods above stay short enough to be inlined. */
  #openTied(ties: Ties): void {
    if (this.#rare?.controller !== undefined) ties.lifetime?.hold();
    ties.openPlace(this);
    if (ties.root !== undefined) (ties.root as Context).#ownPlace().enlist(ties.root as Context);
  }

  #closeTied(): void {
    const ties = this.#ties;
    // Keeps what its parent's lifetime says now.
    if (ties !== undefined && ties.lifetime === undefined && ties.isCancelled) this.#ownLifetime();
    this.#phase = coarseTime();
    if (ties !== undefined) {
      ties.closePlace();
      if (ties.root !== undefined) ties.root = Context.#leave(ties.root as Context);
    }
    if (this.#rare?.forks !== undefined) closeForks(this);
    if (ties !== undefined) {
      ties.lifetime?.close();
      ties.parentLifetime = undefined;
    }
    const listeners = this.#rare?.closeListeners;
    if (listeners !== undefined) callCloseListeners(this, listeners.splice(0));
  }
}

/** What a new context starts from. */
function startOf(parent: ContextType | null | undefined): ContextType | null | undefined {
  if (parent === undefined) return current();
  return parent === null ? null : viewOf(parent);
}

/** Returns what holds the state that code sees of the context: the frame that runs, if it is one of this context. */
export function viewOf(context: ContextType): ContextType {
  const store = current();
  // The caller refuses what is no context.
  return store !== undefined && frameOf(store)?.context === context ? store : context;
}

/** Throws unless `context` is a Context. */
export function expectContext(name: string, context: unknown): void {
  if (!isContext(context)) throw expected(name, 'a Context', context);
}

// The private state of contexts, for the other modules of this package. See `ContextAccess` for what each does.
export const requestId: ContextAccess['requestId'] = access.requestId;
export const setRequestId: ContextAccess['setRequestId'] = access.setRequestId;
export const requestPath: ContextAccess['requestPath'] = access.requestPath;
export const setRequestPath: ContextAccess['setRequestPath'] = access.setRequestPath;
export const valuesOf: ContextAccess['valuesOf'] = access.valuesOf;
export const valueAt: ContextAccess['valueAt'] = access.valueAt;
export const startFrom: ContextAccess['startFrom'] = access.startFrom;
export const writeSlot: ContextAccess['writeSlot'] = access.writeSlot;
export const ownedValues: ContextAccess['ownedValues'] = access.ownedValues;
export const leaseOf: ContextAccess['leaseOf'] = access.leaseOf;
export const originOf: ContextAccess['originOf'] = access.originOf;
export const hasOrigin: ContextAccess['hasOrigin'] = access.hasOrigin;
export const record: ContextAccess['record'] = access.record;
export const isContext: ContextAccess['isContext'] = access.isContext;
export const storeOf: ContextAccess['storeOf'] = access.storeOf;
export const frameOf: ContextAccess['frameOf'] = access.frameOf;
export const nextIdent: ContextAccess['nextIdent'] = access.nextIdent;
export const lifetimeOf: ContextAccess['lifetimeOf'] = access.lifetimeOf;
const takeForks: ContextAccess['takeForks'] = access.takeForks;
export const lateUseOf: ContextAccess['lateUseOf'] = access.lateUseOf;
export const makeRequest: ContextAccess['makeRequest'] = access.makeRequest;
export const openRequest: ContextAccess['openRequest'] = access.openRequest;
export const open: ContextAccess['open'] = access.open;
export const close: ContextAccess['close'] = access.close;

const runAndClose = runnerOf(open, close);
const closeForks = forksCloser(takeForks, close);
