/** What a new context starts with. */
export interface ContextOptions {
  /**
   * The Locals that this context manages: they start with empty state in it. Every other Local starts from the parent's
   * state.
   */
  readonly locals?: readonly object[];
  /** The context whose state this one starts from: the current one by default; `null` for empty state. */
  readonly parent?: Context | null;
  /** Identifies the unit of work, for people. By default `<ident of the outermost>/<n>`, or one that is made up. */
  readonly ident?: string;
  /** Says what kind of work it is, for example `send-invoice`. */
  readonly name?: string;
  /** Cancels the context when it aborts. */
  readonly signal?: AbortSignal;
  /** Milliseconds from now after which the context is cancelled. `Infinity` is no timeout. */
  readonly timeout?: number;
  /** Keeps the parent's state and drops its lifetime: neither its cancellation nor its deadline reach this one. */
  readonly detached?: boolean;
}

/** What is the same for all contexts of the process. */
export interface ContextSettings {
  /**
   * How long after its end code may go on in a context, in milliseconds. Later uses are reported, with the remedy. Set
   * `Infinity` to have none reported.
   *
   * @default 60_000
   */
  readonly gracePeriod?: number;
}

/** What a fork starts with. Its parent is the context that it is made from. */
export type ForkOptions = Omit<ContextOptions, 'parent' | 'detached'>;

/**
 * One unit of work: a request, a job, a background task. Each Local has its own state in it.
 *
 * A context starts from a snapshot of its parent's state, and assignments stay in the context that makes them. The
 * snapshot is shallow: objects are shared by reference, as in PEP 567.
 */
export interface Context {
  /** Identifies the unit of work: as given, or numbered within the outermost one: `REQ7f/1`, `REQ7f/2`. */
  readonly ident: string;
  /** As given in the options. */
  readonly name: string | undefined;
  /** Whether the work is done. A closed context can still be read and written by stragglers. */
  readonly closed: boolean;
  /**
   * How many milliseconds ago the context closed, to the second; `undefined` while it is open. Costs nothing until it
   * is read.
   */
  readonly endedAgo: number | undefined;
  /**
   * The outermost context that this one descends from: the request or the job. A context without a parent is its own
   * root. The root of a detached context is its parent's: it belongs to the same unit of work.
   *
   * An open context keeps its root in memory, and none of the contexts in between. A closed one keeps neither: once
   * nothing of the unit of work is open any more, its root is itself. `isWithin` stays right for as long as you can ask.
   */
  readonly root: Context;
  /**
   * Whether this context is `other` or descends from it, without a detached context in between. Closing changes
   * nothing about it.
   *
   * An ancestor that is open, or outermost, is always found. One in between that has closed is forgotten some time after
   * 100 contexts that have closed too were opened below it, each inside the one before.
   *
   * @throws TypeError if `other` is not a Context.
   *
   * @example
   * ```ts
   * import { Context } from '@aiolocals/core';
   *
   * const request = new Context();
   * request.run(() => {
   *   console.log(new Context().isWithin(request)); // true
   * });
   * ```
   */
  isWithin(other: Context): boolean;
  /**
   * Aborts when the context is cancelled or its deadline passes. Its listeners run in this context. It is made on
   * the first read; prefer `cancelled` for code that polls.
   */
  readonly signal: AbortSignal;
  /** Whether the context was cancelled or its deadline has passed. Needs no event loop turn: a busy loop can poll it. */
  readonly cancelled: boolean;
  /**
   * When the work must be done, in epoch milliseconds: its own deadline or an open ancestor's, whichever is earlier.
   * A closed context has only its own.
   */
  readonly deadline: number | undefined;
  /** Milliseconds until the deadline: 0 if it has passed, `Infinity` if there is none. */
  remaining(): number;
  /** Throws the reason if the context is cancelled. */
  throwIfCancelled(): void;
  /**
   * Cancels this context and, while it is open, its descendants that are not detached.
   *
   * @param reason - What `signal.reason` becomes; a `CancelledError` by default.
   */
  cancel(reason?: unknown): void;
  /**
   * Opens the context, runs `fn` in it, and closes it when `fn` is done. Once.
   *
   * If `fn` returns a native promise, so does `run`: one that settles in the same way after the context has closed.
   * Anything else is returned untouched, and the context closes at once.
   *
   * @throws {@link ContextUsedError} if it was run before.
   */
  run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result;
  /**
   * Runs `fn` in this context, whether it is open or closed, any number of times. Never closes it.
   */
  enter<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result;
  /** Makes a function that runs `fn` in this context, with the same `this`, arguments, `name` and `length`. */
  bind<Fn extends (...args: never[]) => unknown>(fn: Fn): Fn;
  /**
   * Makes a child that is open at once, and closes when this context closes. Enter it with `enter` or `bind`. Use it
   * where a function ends long before the work does, such as `next()` of a middleware.
   *
   * The fork stays in memory until this context closes. Prefer {@link openContext} for work that ends earlier. The fork
   * of a closed context is closed as well.
   *
   * @throws TypeError if an option does not exist for a fork or is not what it should be.
   *
   * @example
   * ```ts
   * import { Context } from '@aiolocals/core';
   *
   * function withDeadline(next: () => void): void {
   *   Context.current()?.fork({ timeout: 5_000 }).enter(next);
   * }
   * ```
   */
  fork(options?: ForkOptions): Context;
  /**
   * Calls `listener` in this context when it closes, or now if it has closed. What a listener throws is reported as
   * an uncaught exception, like that of an event listener on an `EventTarget`; it changes nothing else.
   */
  onClose(listener: (context: Context) => void): void;
}

/** The constructor of contexts. */
export interface ContextConstructor {
  /**
   * Makes a context. Useful to give a piece of work its own state:
   *
   * @example
   * ```ts
   * import { Context, request } from '@aiolocals/core';
   *
   * await new Context({ locals: [request] }).run(async () => {
   *   request.id = 'a1';
   * });
   * ```
   *
   * @throws TypeError if an option is not what it should be.
   */
  new (options?: ContextOptions): Context;
  readonly prototype: Context;
  /** Returns the current context, or undefined outside any context. */
  current(): Context | undefined;
  /**
   * Sets what is the same for all contexts. What is not given stays as it is.
   *
   * @throws TypeError if an option does not exist or is not what it should be.
   *
   * @example
   * ```ts
   * import { Context } from '@aiolocals/core';
   *
   * Context.configure({ gracePeriod: 10_000 });
   * ```
   */
  configure(options: ContextSettings): void;
  /** Runs `fn` outside any context. Useful for timers and caches that outlive the request. */
  exit<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result;
}
