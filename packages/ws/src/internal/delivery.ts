import { types } from 'node:util';
import type { Context, OpenContext } from '@aiolocals/core';
import { followOwn, isOwnPromise, whenSettled } from './when-settled.js';
import { within } from './within.js';

/** One message, or the end of a connection, on its way through the listeners: its context closes when all are done. */
export class Delivery {
  readonly context: Context;
  readonly #close: OpenContext['close'];
  /** Counts the call that delivers, and each promise that a listener returned. */
  #pending = 1;

  constructor({ context, close }: OpenContext) {
    this.context = context;
    this.#close = close;
  }

  enter<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    return within(this.context, fn, ...args);
  }

  /** Keeps the context open until one more call of `done`. */
  hold(): void {
    this.#pending += 1;
  }

  done(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#close();
  }

  /**
   * Keeps the context open until what a listener returned has settled. Returns what the emitter gets in its place.
   *
   * @param listener - What returned it, if that is known.
   */
  follow(result: unknown, listener: unknown): unknown {
    // A thenable may be a query that starts when it is awaited.
    if (!types.isPromise(result)) return result;
    this.hold();
    if (isOwnPromise(listener)) return followOwn(result, () => this.done());
    whenSettled(result, () => this.done());
    return result;
  }
}
