import { Context } from '@aiolocals/core';
import { type RequestOptions, requestPolicy } from '@aiolocals/core/http';
import { enterRequests, isEntered, openKoaRequest } from './internal/enter-requests.js';
import type { KoaContext } from './internal/koa-shapes.js';
import { RequestPromise } from './internal/request-promise.js';

/** A middleware for Koa 2 and 3. */
export type ContextMiddleware = <Result>(
  ctx: KoaContext,
  next: () => Promise<Result>,
) => Promise<Result>;

/**
 * Makes the middleware that gives each request its own context. Use it first: what stands before it runs in none.
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
    if (isEntered(ctx)) return next();
    const context = openKoaRequest(ctx, policy);
    if (Context.current() === context) return next();
    if (ctx.app.middleware[0] !== middleware) return context.enter(next);
    enterRequests(ctx, middleware, policy);
    return RequestPromise.of(context, next);
  };
  // What stack traces, and lists of an app's middleware, call it.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}
