import type { Context } from '@aiolocals/core';

type Callback<Value, Result> = ((value: Value) => Result | PromiseLike<Result>) | null | undefined;

/**
 * The promise of everything behind the middleware, for the first request of an app. Who calls its `then` is called back
 * in the context: Koa sends the response there, which reads the streams and calls the `toJSON` of users. Whoever awaits
 * it notices nothing.
 */
export class RequestPromise<Result> extends Promise<Result> {
  static {
    // `Promise.resolve` is to return it as it is: Koa's `compose` hands it on so. What `then` makes is a plain promise.
    Reflect.defineProperty(this.prototype, 'constructor', { value: Promise });
  }

  #context: Context | undefined;

  static of<Result>(context: Context, next: () => Promise<Result>): Promise<Result> {
    const promise = new RequestPromise<Result>((resolve) => resolve(context.enter(next)));
    promise.#context = context;
    return promise;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise has one
  override then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: Callback<Result, Fulfilled>,
    onRejected?: Callback<unknown, Rejected>,
  ): Promise<Fulfilled | Rejected> {
    return super.then(this.#bind(onFulfilled), this.#bind(onRejected));
  }

  #bind<Value, To>(callback: Callback<Value, To>): Callback<Value, To> {
    const context = this.#context;
    if (context === undefined || typeof callback !== 'function') return callback;
    return (value) => context.enter(callback, value);
  }
}
