import { contextOf } from '@aiolocals/core/http';
import type { KoaContext } from './koa-shapes.js';

type Bound<Value, Result> = (value: Value) => Result | PromiseLike<Result>;
type Callback<Value, Result> = Bound<Value, Result> | null | undefined;

/**
 * A promise whose callbacks run in the context of a request, and so do those of what its `then` returns. Koa sends the
 * response in the first, which reads the streams and calls the `toJSON` of users, and handles errors in the second.
 */
export class RequestPromise<Result> extends Promise<Result> {
  static {
    // So that `Promise.resolve`, by which `koa-compose` passes it on, returns it as it is.
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
    return new RequestPromise(
      ctx,
      super.then(onFulfilled && bindTo(ctx, onFulfilled), onRejected && bindTo(ctx, onRejected)),
    );
  }
}

/**
 * Does the same as a wrapper around a promise, for the two callbacks that Koa gives: `.then(respond).catch(onerror)`.
 * It is no promise itself: on Node 20, one more promise for each request is expensive. So Koa must get it directly:
 * `Promise.resolve` would make a plain promise of it.
 */
export class HandledPromise<Result> {
  static {
    // It is `instanceof Promise`, and has `catch` and `finally`, which call `then`.
    Object.setPrototypeOf(this.prototype, Promise.prototype);
  }

  readonly #ctx: KoaContext;
  readonly #original: Promise<Result>;
  readonly #isFirst: boolean;

  constructor(ctx: KoaContext, original: Promise<Result>, isFirst: boolean) {
    this.#ctx = ctx;
    this.#original = original;
    this.#isFirst = isFirst;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it stands for a promise
  then(
    onFulfilled?: Callback<Result, unknown>,
    onRejected?: Callback<unknown, unknown>,
  ): Promise<unknown> {
    const ctx = this.#ctx;
    const next = this.#original.then(
      onFulfilled && bindTo(ctx, onFulfilled),
      onRejected && bindTo(ctx, onRejected),
    );
    return this.#isFirst ? (new HandledPromise(ctx, next, false) as unknown as typeof next) : next;
  }
}

/** Looks for the context when the promise has settled: by then the middleware has opened it, wherever in the app it is. */
function bindTo<Value, To>(ctx: KoaContext, callback: Bound<Value, To>): Bound<Value, To> {
  return (value) => {
    const context = contextOf(ctx.req);
    return context === undefined ? callback(value) : context.enter(callback, value);
  };
}
