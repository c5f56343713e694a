import { inspect } from 'node:util';
import type { Context as ContextType, ContextOptions } from '../context.js';
import { CancelledError, ContextUsedError } from './errors.js';
import { bindTo } from './bind-to.js';
import { Origin } from './cells.js';
import { expectContextOptions } from './context-options.js';
import { definitionOf } from './definition.js';
import { closed, opened } from './diagnostics.js';
import { expected, expectFunction } from './expect.js';
import { type CloseListener, Extras } from './extras.js';
import { Lifetime } from './lifetime.js';
import { Lineage, madeUpIdent } from './lineage.js';
import { isNativePromise, promiseThen } from './native-promise.js';
import { Lease, Recorder } from './recorder.js';
import { copyOf, initialValues } from './slots.js';
import { current, storage } from './storage.js';

/** The values of a context that never wrote a slot. */
const NO_VALUES: readonly unknown[] = [];

export let requestId: (context: ContextType) => string;
export let setRequestId: (context: ContextType, id: string) => void;
export let requestPath: (context: ContextType) => string;
export let setRequestPath: (context: ContextType, path: string) => void;
/** The values by slot: shared with other contexts, and maybe shorter than the number of slots. */
export let valuesOf: (context: ContextType) => readonly unknown[];
/** The values by slot, at least `end` of them, for this context alone to write. */
export let ownedValues: (context: ContextType, end: number) => unknown[];
/** Tells which mutable values in `ownedValues` are the context's own: those that were made under this lease. */
export let leaseOf: (context: ContextType) => Lease | undefined;
export let originOf: (context: ContextType) => Origin;
/** Whether the context started from another's state, or something read a factory's value in it. */
export let hasOrigin: (context: ContextType) => boolean;
/** Starts to record the changes that are made in the context, if nobody has; they stay its recorder's. */
export let record: (context: ContextType) => Recorder;
/** Whether `value` is a Context of this copy of the package. */
export let isContext: (value: unknown) => value is Context;
/** Opens a context whose work no function delimits; `close` must follow. */
export let open: (context: ContextType) => void;
export let close: (context: ContextType) => void;
/** Gives a context that is not open yet the rest of its options, unchecked. */
export let configure: (context: ContextType, options: ContextOptions) => void;
/** The ident of the next task of the context's unit of work. */
export let nextIdent: (context: ContextType) => string;
export let lifetimeOf: (context: ContextType) => Lifetime;

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
  #lease: Lease | undefined;
  #origin: Origin | undefined;
  #phase: 'new' | 'open' | 'closed' = 'new';
  #lineage: Lineage | undefined;
  /** Its number in the lineage; 0 if the lineage is its own. */
  #task = 0;
  /** Its own. Made when there is something to hold; until then the parent's answers. */
  #lifetime: Lifetime | undefined;
  #parentLifetime: Lifetime | undefined;
  #extras: Extras | undefined;

  static {
    requestId = (context) => (context as Context).#requestId;
    setRequestId = (context, id) => {
      const own = context as Context;
      own.#requestId = id;
      if (own.#extras?.recorder !== undefined) own.#extras.recorder.isIdAssigned = true;
    };
    requestPath = (context) => (context as Context).#requestPath;
    setRequestPath = (context, path) => {
      const own = context as Context;
      own.#requestPath = path;
      if (own.#extras?.recorder !== undefined) own.#extras.recorder.isPathAssigned = true;
    };
    valuesOf = (context) => (context as Context).#values;
    ownedValues = (context, end) => (context as Context).#own(end);
    leaseOf = (context) =>
      (context as Context).#lease ?? (context as Context).#extras?.recorder?.lease;
    originOf = (context) => ((context as Context).#origin ??= new Origin());
    hasOrigin = (context) => (context as Context).#origin !== undefined;
    record = (context) => (context as Context).#record();
    isContext = (value): value is Context =>
      typeof value === 'object' && value !== null && #values in value;
    open = (context) => (context as Context).#open();
    close = (context) => (context as Context).#close();
    configure = (context, options) => (context as Context).#configure(options);
    nextIdent = (context) => {
      const lineage = (context as Context).#ownLineage();
      return `${lineage.ident}/${lineage.nextTask()}`;
    };
    lifetimeOf = (context) => (context as Context).#ownLifetime();
    Object.defineProperty(this.prototype, inspect.custom, {
      value(this: Context): string {
        return this.#inspect();
      },
    });
  }

  constructor(options?: ContextOptions) {
    // Short, as `run` and what they call: what is long is not inlined, which costs more than what it does.
    if (options === undefined) this.#inherit();
    else this.#follow(options);
  }

  static current(): ContextType | undefined {
    return current();
  }

  static exit<Args extends unknown[], Result>(
    fn: (...args: Args) => Result,
    ...args: Args
  ): Result {
    expectFunction('fn', fn);
    return storage.run(null, fn, ...args);
  }

  get ident(): string {
    const { ident } = this.#ownLineage();
    return this.#task === 0 ? ident : `${ident}/${this.#task}`;
  }

  get name(): string | undefined {
    return this.#extras?.name;
  }

  get closed(): boolean {
    return this.#phase === 'closed';
  }

  get signal(): AbortSignal {
    const extras = this.#ownExtras();
    if (extras.controller === undefined) {
      const controller = (extras.controller = new AbortController());
      const lifetime = this.#ownLifetime();
      const { cancellation } = lifetime;
      if (cancellation === undefined) lifetime.watch((reason) => this.#abort(reason));
      else controller.abort(cancellation.reason);
    }
    return extras.controller.signal;
  }

  get cancelled(): boolean {
    if (this.#lifetime !== undefined) return this.#lifetime.cancellation !== undefined;
    return this.#parentLifetime?.cancellationForChildren !== undefined;
  }

  get deadline(): number | undefined {
    if (this.#lifetime !== undefined) return this.#lifetime.deadline;
    return this.#parentLifetime?.deadlineForChildren;
  }

  remaining(): number {
    const { deadline } = this;
    return deadline === undefined ? Infinity : Math.max(deadline - Date.now(), 0);
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
    // The lifetime of a closed context tells nobody, but its stragglers may hold the signal.
    if (this.closed) this.#abort(cause);
  }

  run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    expectFunction('fn', fn);
    if (this.#phase !== 'new') throw ranTwice(this);
    // Nearly all have none, and to hand some through is dear, as is a closure here even if it is not made.
    return args.length === 0
      ? storage.run(this, runInside<Result>, this, fn)
      : storage.run(this, runInside<Result>, this, withArguments(fn, args));
  }

  enter<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    expectFunction('fn', fn);
    return storage.run(this, fn, ...args);
  }

  bind<Fn extends (...args: never[]) => unknown>(fn: Fn): Fn {
    expectFunction('fn', fn);
    return bindTo(this, fn);
  }

  onClose(listener: CloseListener): void {
    expectFunction('listener', listener);
    if (this.closed) this.#callCloseListeners([listener]);
    else (this.#ownExtras().closeListeners ??= []).push(listener);
  }

  #inherit(): void {
    const parent = current();
    if (parent !== undefined) this.#fork(parent as Context, false);
  }

  #follow(options: ContextOptions): void {
    expectContextOptions(options);
    const parent = options.parent === undefined ? current() : options.parent;
    if (parent !== undefined && parent !== null) {
      if (!isContext(parent)) throw expected('parent', 'a Context or null', parent);
      this.#fork(parent, options.detached === true);
    }
    this.#configure(options);
  }

  #fork(parent: Context, detached: boolean): void {
    this.#requestId = parent.#requestId;
    this.#requestPath = parent.#requestPath;
    this.#values = parent.#values;
    parent.#lease = undefined;
    if (parent.#extras?.recorder !== undefined) parent.#extras.recorder.lease = undefined;
    this.#origin = parent.#origin ??= new Origin();
    this.#lineage = parent.#ownLineage();
    this.#task = this.#lineage.nextTask();
    if (parent.#phase === 'open' && !detached) this.#parentLifetime = parent.#ownLifetime();
  }

  #configure(options: ContextOptions): void {
    const { ident, locals, name, signal, timeout } = options;
    if (name !== undefined) this.#ownExtras().name = name;
    if (ident !== undefined) {
      this.#lineage = new Lineage(ident);
      this.#task = 0;
    }
    if (timeout !== undefined || signal !== undefined) {
      const deadline =
        timeout === undefined || timeout === Infinity ? undefined : Date.now() + timeout;
      this.#lifetime = new Lifetime(this.#parentLifetime, { label: this.ident, deadline, signal });
    }
    locals?.forEach((local) => definitionOf(local, 'locals').refresh(this));
  }

  #own(end: number): unknown[] {
    if (this.#lease === undefined) this.#takeLease(end);
    const values = this.#values as unknown[];
    while (values.length < end) values.push(initialValues[values.length]);
    return values;
  }

  /** A context that is recorded never has a lease of its own, so that each of its writes comes by here. */
  #takeLease(end: number): void {
    const recorder = this.#extras?.recorder;
    if (recorder === undefined) this.#lease = new Lease();
    else if (!recorder.note(end - 1)) return;
    this.#values = copyOf(this.#values, end);
  }

  #record(): Recorder {
    this.#lease = undefined;
    return (this.#ownExtras().recorder ??= new Recorder());
  }

  #ownLineage(): Lineage {
    return (this.#lineage ??= new Lineage(madeUpIdent()));
  }

  #ownLifetime(): Lifetime {
    return (this.#lifetime ??= new Lifetime(this.#parentLifetime));
  }

  #ownExtras(): Extras {
    return (this.#extras ??= new Extras());
  }

  #inspect(): string {
    const name = this.name === undefined ? '' : ` ${this.name}`;
    return `Context \`${this.ident}\`${name} (${this.#phase})`;
  }

  #abort(reason: unknown): void {
    storage.run(this, () => this.#extras?.controller?.abort(reason));
  }

  #open(): void {
    this.#phase = 'open';
    if (opened.hasSubscribers) opened.publish({ context: this });
  }

  #close(): void {
    // What its parent's lifetime says now is kept.
    if (this.#lifetime === undefined && this.cancelled) this.#ownLifetime();
    this.#phase = 'closed';
    this.#lifetime?.close();
    this.#parentLifetime = undefined;
    const listeners = this.#extras?.closeListeners;
    if (listeners !== undefined) this.#callCloseListeners(listeners.splice(0));
    if (closed.hasSubscribers) closed.publish({ context: this });
  }

  #callCloseListeners(listeners: readonly CloseListener[]): void {
    storage.run(this, () => {
      for (const listener of listeners) {
        try {
          listener(this);
        } catch (error) {
          process.nextTick(() => {
            throw error;
          });
        }
      }
    });
  }
}

/** Runs in the context, so that a rejection nobody handles is reported in it. */
function runInside<Result>(context: ContextType, fn: () => Result): Result {
  open(context);
  let result: Result;
  try {
    result = fn();
  } catch (error) {
    close(context);
    throw error;
  }
  if (!isNativePromise(result)) {
    close(context);
    return result;
  }
  // Returning the original and watching it from the side either swallows its rejection or reports a false one.
  return promiseThen.call(result, closeAndReturn, closeAndThrow) as Result;
}

// Reactions of a promise run in the context in which they were registered: it need not be closed over.
function closeAndReturn(value: unknown): unknown {
  close(storage.getStore() as ContextType);
  return value;
}

function closeAndThrow(error: unknown): never {
  close(storage.getStore() as ContextType);
  throw error;
}

function ranTwice({ ident }: Context): ContextUsedError {
  return new ContextUsedError(
    `Cannot run context \`${ident}\` a second time: a context is one unit of work. ` +
      'Make a new Context, or use `enter` to run more code in this one',
  );
}

function withArguments<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  args: Args,
): () => Result {
  return () => fn(...args);
}
