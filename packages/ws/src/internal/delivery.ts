import { types } from 'node:util';
import type { Context, OpenContext } from '@aiolocals/core';
import { within } from './within.js';

const { then } = Promise.prototype;

/** One message, or the end of a connection, on its way through the listeners: its context closes when all are done. */
export class Delivery {
  readonly context: Context;
  readonly #close: OpenContext['close'];
  /** Whoever delivers, and each promise that a listener returned. */
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
   * Keeps the context open until what a listener returned has settled. Returns what the emitter is to have in its place:
   * of a promise, one that settles alike. To watch the promise from the side would hide that nobody handles its rejection.
   */
  follow(result: unknown): unknown {
    // A thenable may be a query that starts when it is awaited.
    if (!types.isPromise(result)) return result;
    this.hold();
    return then.call(
      result,
      (value) => {
        this.done();
        return value;
      },
      (error: unknown) => {
        this.done();
        throw error;
      },
    );
  }
}
