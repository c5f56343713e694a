import type { Context } from '@aiolocals/core';

type Callback = ((value: never) => unknown) | null | undefined;

/**
 * The promise of everything behind the middleware. Who calls its `then` is called back in the context: Koa sends the
 * response there, which reads the streams and calls the `toJSON` of users. Whoever awaits it notices nothing.
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
    onFulfilled?: ((value: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return super.then(this.#bind(onFulfilled), this.#bind(onRejected));
  }

  #bind<Fn extends Callback>(callback: Fn): Fn {
    return typeof callback === 'function' ? (this.#context?.bind(callback) ?? callback) : callback;
  }
}
