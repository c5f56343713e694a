import { contextOf } from '@aiolocals/core/http';
import type { KoaContext } from './koa-shapes.js';

type Callback<Value, Result> = ((value: Value) => Result | PromiseLike<Result>) | null | undefined;

/**
 * A promise whose callbacks run in the context of a request, and so do those of what its `then` returns. Koa sends the
 * response in the first, which reads the streams and calls the `toJSON` of users, and handles errors in the second.
 */
export class RequestPromise<Result> extends Promise<Result> {
  static {
    // `Promise.resolve` is to return it as it is: `koa-compose` passes it on so.
    Reflect.defineProperty(this.prototype, 'constructor', { value: Promise });
  }

  readonly #ctx: KoaContext;

  constructor(ctx: KoaContext, original: Promise<Result>) {
    super((resolve) => resolve(original));
    this.#ctx = ctx;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise has one
  override then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: Callback<Result, Fulfilled>,
    onRejected?: Callback<unknown, Rejected>,
  ): Promise<Fulfilled | Rejected> {
    const ctx = this.#ctx;
    return new RequestPromise(ctx, super.then(bindTo(ctx, onFulfilled), bindTo(ctx, onRejected)));
  }
}

/**
 * Returns an object that does the same in front of a promise. It is none itself: on Node 20, one more promise for each
 * request is expensive. It must go to Koa directly: `Promise.resolve` would make a plain promise of it.
 */
export function settleIn<Result>(ctx: KoaContext, original: Promise<Result>): Promise<Result> {
  return Object.create(Promise.prototype, {
    // oxlint-disable-next-line unicorn/no-thenable -- it stands for a promise
    then: {
      value: (onFulfilled?: Callback<Result, unknown>, onRejected?: Callback<unknown, unknown>) =>
        settleIn(ctx, original.then(bindTo(ctx, onFulfilled), bindTo(ctx, onRejected))),
    },
  }) as Promise<Result>;
}

/** Looks for the context when the promise has settled: by then the middleware has opened it, wherever in the app it is. */
function bindTo<Value, To>(ctx: KoaContext, callback: Callback<Value, To>): Callback<Value, To> {
  if (typeof callback !== 'function') return callback;
  return (value) => {
    const context = contextOf(ctx.req);
    return context === undefined ? callback(value) : context.enter(callback, value);
  };
}
