import { Context } from '@aiolocals/core';
import { openRequest, type RequestOptions, requestPolicy, setupOf } from '@aiolocals/core/http';
import { expected } from '@aiolocals/core/options';
import { enterResponse } from './internal/enter-response.js';
import type { KoaContext } from './internal/koa-shapes.js';
import { openEarlyBy, prepareApp } from './internal/prepare-app.js';
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
 * If `setup` of the options returns a promise, the next middleware is called when that is fulfilled. If it rejects, the
 * middleware throws the reason.
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
    if (typeof next !== 'function') throw noNext(next);
    if (typeof ctx !== 'object' || ctx === null) throw noContext(ctx);
    const isHandled = prepareApp(ctx, policy.echo);
    const context = openRequest(ctx.req, ctx.res ?? undefined, policy, ctx.originalUrl);
    if (!isHandled) enterResponse(ctx, context);
    const setup = setupOf(context);
    const proceed = setup === undefined ? next : () => nextAfter(setup, next);
    // A further middleware, behind one that opened a child, stays in the child.
    const isWithin = Context.current()?.isWithin(context) === true;
    const promise = isWithin ? proceed() : context.enter(proceed);
    // So is an error of such a request, if what comes before this middleware returns its promise.
    return isHandled ? promise : new RequestPromise(ctx, promise);
  };
  openEarlyBy(middleware, policy);
  // Stack traces, and lists of an app's middleware, show this name.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}

async function nextAfter<Result>(
  setup: Promise<void>,
  next: () => Promise<Result>,
): Promise<Result> {
  await setup;
  return await next();
}

function noContext(ctx: unknown): TypeError {
  return expected(
    'ctx',
    'the context of a request of Koa',
    ctx,
    'mount it: `app.use(contextMiddleware())`',
  );
}

function noNext(next: unknown): TypeError {
  return expected(
    'next',
    'a function',
    next,
    'this middleware of @aiolocals/koa is called with (ctx, next): in Express, use @aiolocals/express; without a ' +
      'framework, use `openRequest` of @aiolocals/core/http',
  );
}
