import { CancelledError, Context, openContext, type OpenContext } from '@aiolocals/core';
import { contextOf } from '@aiolocals/core/http';
import { Delivery } from './delivery.js';
import type { Policy } from './policy.js';
import { bindCallbacks, within } from './within.js';

/** A registered symbol, so that what another copy of this package has bound is left alone. */
const CONNECTION = Symbol.for('aiolocals.connection/1');

interface Bound {
  readonly [CONNECTION]?: { readonly context: Context };
}

/** A WebSocket, a socket of socket.io or a session of engine.io, with its context. */
export class Connection {
  readonly context: Context;
  readonly policy: Policy;
  readonly #close: OpenContext['close'];

  constructor({ context, close }: OpenContext, policy: Policy) {
    this.context = context;
    this.policy = policy;
    this.#close = close;
  }

  enter<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    return within(this.context, fn, ...args);
  }

  /** Binds the callbacks of a call to the caller's context; to that of the connection if the caller has none. */
  bindCallbacks(args: readonly unknown[]): readonly unknown[] {
    return bindCallbacks(args, Context.current() ?? this.context);
  }

  /**
   * Cancels what still works for the connection. Returns the delivery of its end: listeners run in a context with the
   * state of the connection that is not cancelled, so that they can clean up.
   */
  leave(reason: string): Delivery {
    const { context: parent } = this;
    parent.cancel(new CancelledError(reason));
    return new Delivery(openContext({ parent, name: 'close', detached: true }));
  }

  /** Closes the context. With `error`, the connection was lost. */
  end(error?: string): void {
    this.#close(error === undefined ? undefined : { error: new CancelledError(error) });
  }
}

/** Notes the connection that an object stands for. */
export function mark(target: object, connection: Connection): void {
  Object.defineProperty(target, CONNECTION, { value: connection });
}

/** Returns the context of the first of some values that is bound, or is a request that is open. */
export function contextAmong(values: readonly unknown[]): Context | undefined {
  for (const value of values) {
    const target = Object(value) as object;
    const context = contextOfBound(target) ?? contextOf(target);
    if (context !== undefined) return context;
  }
  return undefined;
}

/** Runs `fn` in the context of the first of some values that has one; outside any context if none has. */
export function enterAmong(values: readonly unknown[], fn: () => unknown): unknown {
  const context = contextAmong(values);
  return context === undefined ? Context.exit(fn) : within(context, fn);
}

/** Returns the context of what any copy of this package has bound. */
export function contextOfBound(target: object): Context | undefined {
  return (target as Bound)[CONNECTION]?.context;
}
