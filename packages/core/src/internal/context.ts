import { inspect } from 'node:util';
import type { Context as ContextType, ContextOptions } from '../context.js';
import { CancelledError, ContextUsedError } from './errors.js';
import { bindTo } from './bind-to.js';
import { expectContextOptions } from './context-options.js';
import { definitionOf } from './definition.js';
import { closed, opened } from './diagnostics.js';
import { expectFunction } from './expect.js';
import { Lifetime } from './lifetime.js';
import { Lineage, madeUpIdent } from './lineage.js';
import { isNativePromise, promiseThen } from './native-promise.js';
import { State } from './state.js';
import { current, storage } from './storage.js';

type CloseListener = (context: ContextType) => void;

/** Opens a context whose work no function delimits; `close` must follow. */
export let open: (context: ContextType) => void;
export let close: (context: ContextType) => void;
/** Gives a context that is not open yet the rest of its options, unchecked. */
export let configure: (context: ContextType, options: ContextOptions) => void;
/** The ident of the next task of the context's unit of work. */
export let nextIdent: (context: ContextType) => string;
/** A lifetime that is cancelled with the context, as a child's is, for as long as both are open. */
export let followLifetime: (context: ContextType) => Lifetime;

export class Context extends State implements ContextType {
  #phase: 'new' | 'open' | 'closed' = 'new';
  #name: string | undefined;
  #lineage: Lineage | undefined;
  /** Its number in the lineage; 0 if the lineage is its own. */
  #task = 0;
  /** Its own. Made when there is something to hold; until then the parent's answers. */
  #lifetime: Lifetime | undefined;
  #parentLifetime: Lifetime | undefined;
  #controller: AbortController | undefined;
  #closeListeners: CloseListener[] | undefined;

  static {
    open = (context) => (context as Context).#open();
    close = (context) => (context as Context).#close();
    configure = (context, options) => (context as Context).#configure(options);
    nextIdent = (context) => {
      const lineage = (context as Context).#ownLineage();
      return `${lineage.ident}/${lineage.nextTask()}`;
    };
    followLifetime = (context) => new Lifetime((context as Context).#ownLifetime());
    Object.defineProperty(this.prototype, inspect.custom, {
      value(this: Context): string {
        return this.#inspect();
      },
    });
  }

  constructor(options?: ContextOptions) {
    super();
    if (options !== undefined) expectContextOptions(options);
    const parent = options?.parent === undefined ? current() : options.parent;
    if (parent) this.#fork(parent as Context, options?.detached === true);
    if (options !== undefined) this.#configure(options);
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
    return this.#name;
  }

  get closed(): boolean {
    return this.#phase === 'closed';
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = (this.#controller = new AbortController());
      const lifetime = this.#ownLifetime();
      const { cancellation } = lifetime;
      if (cancellation === undefined) lifetime.watch((reason) => this.#abort(reason));
      else controller.abort(cancellation.reason);
    }
    return this.#controller.signal;
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
    if (this.#phase !== 'new') {
      throw new ContextUsedError(
        `Cannot run context \`${this.ident}\` a second time: a context is one unit of work. ` +
          'Make a new Context, or use `enter` to run more code in this one',
      );
    }
    return storage.run(this, Context.#runInside<Args, Result>, this, fn, args);
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
    else (this.#closeListeners ??= []).push(listener);
  }

  #fork(parent: Context, detached: boolean): void {
    this.forkState(parent);
    this.#lineage = parent.#ownLineage();
    this.#task = this.#lineage.nextTask();
    if (parent.#phase === 'open' && !detached) this.#parentLifetime = parent.#ownLifetime();
  }

  #configure(options: ContextOptions): void {
    const { ident, locals, signal, timeout } = options;
    this.#name = options.name;
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

  #ownLineage(): Lineage {
    return (this.#lineage ??= new Lineage(madeUpIdent()));
  }

  #ownLifetime(): Lifetime {
    return (this.#lifetime ??= new Lifetime(this.#parentLifetime));
  }

  #inspect(): string {
    const name = this.#name === undefined ? '' : ` ${this.#name}`;
    return `Context \`${this.ident}\`${name} (${this.#phase})`;
  }

  #abort(reason: unknown): void {
    storage.run(this, () => this.#controller?.abort(reason));
  }

  #open(): void {
    this.#phase = 'open';
    if (opened.hasSubscribers) opened.publish({ context: this });
  }

  #close(): void {
    if (this.closed) return;
    if (this.cancelled) this.#ownLifetime();
    this.#phase = 'closed';
    this.#lifetime?.close();
    this.#parentLifetime = undefined;
    const listeners = this.#closeListeners;
    this.#closeListeners = undefined;
    if (listeners !== undefined) this.#callCloseListeners(listeners);
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

  /** Runs in the context, so that a rejection nobody handles is reported in it. */
  static #runInside<Args extends unknown[], Result>(
    context: Context,
    fn: (...args: Args) => Result,
    args: Args,
  ): Result {
    context.#open();
    let result: Result;
    try {
      result = fn(...args);
    } catch (error) {
      context.#close();
      throw error;
    }
    if (!isNativePromise(result)) {
      context.#close();
      return result;
    }
    // Returning the original and watching it from the side either swallows its rejection or reports a false one.
    return promiseThen.call(
      result,
      (value: unknown) => {
        context.#close();
        return value;
      },
      (error: unknown) => {
        context.#close();
        throw error;
      },
    ) as Result;
  }
}
