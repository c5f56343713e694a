import { Context } from '@aiolocals/core';
import { openRequest, type RequestOptions, requestPolicy } from '@aiolocals/core/http';
import type { KoaContext } from './internal/koa-shapes.js';
import { prepareApp } from './internal/prepare-app.js';
import { RequestPromise } from './internal/request-promise.js';

/** A middleware for Koa 2 and 3. */
export type ContextMiddleware = <Result>(
  ctx: KoaContext,
  next: () => Promise<Result>,
) => Promise<Result>;

/**
 * Returns a middleware that gives each request its own context. Use it first: what is used before it runs outside any
 * context.
 *
 * @throws TypeError if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { contextMiddleware } from '@aiolocals/koa';
 * import Koa from 'koa';
 *
 * const app = new Koa();
 * app.use(contextMiddleware({ timeout: 30_000 }));
 * app.use((ctx) => {
 *   ctx.body = request.id;
 * });
 * ```
 */
export function contextMiddleware(options?: RequestOptions): ContextMiddleware {
  const policy = requestPolicy(options);
  const middleware: ContextMiddleware = (ctx, next) => {
    const isHandled = prepareApp(ctx, policy.echo);
    const context = openRequest(ctx.req, ctx.res ?? undefined, policy, ctx.originalUrl);
    if (Context.current() === context) return next();
    const promise = context.enter(next);
    // At the first request of an app, all that brings the context to Koa is the promise.
    return isHandled ? promise : new RequestPromise(ctx, promise);
  };
  // Stack traces, and lists of an app's middleware, show it by this name.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}
