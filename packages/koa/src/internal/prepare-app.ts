import { Context } from '@aiolocals/core';
import { openRequest, type RequestPolicy } from '@aiolocals/core/http';
import { bindErrors } from './bind-errors.js';
import { isApp, type KoaApp, type KoaContext } from './koa-shapes.js';
import { HandledPromise } from './request-promise.js';

const prepared = new WeakSet<KoaApp>();
/**
 * On the ctx of a request that came after its app was prepared: its response is sent in its context. A property, because an
 * entry in a WeakSet, which dies with its request, is expensive.
 */
const HANDLED: unique symbol = Symbol('aiolocals.handled');

interface Marked {
  [HANDLED]?: true;
}

// Most processes have one app and one middleware, so the last ones spare most look-ups.
let lastApp: unknown;
let lastEcho: string | undefined;

/**
 * Makes the app of a request handle errors, and send the responses of later requests, in the context of each request.
 * The middleware, wherever in the app it is, has opened that context by then.
 *
 * @param echo - A header that an answer to an error is to have too.
 * @returns Whether the response of this request will be sent in its context.
 */
export function prepareApp(ctx: KoaContext & Marked, echo: string | undefined): boolean {
  const isHandled = ctx[HANDLED] === true;
  const { app } = ctx;
  if (app === lastApp && echo === lastEcho) return isHandled;
  lastApp = app;
  lastEcho = echo;
  if (isApp(app)) {
    bindErrors(app, echo);
    if (!prepared.has(app)) enterResponses(app);
  }
  return isHandled;
}

function enterResponses(app: KoaApp): void {
  prepared.add(app);
  const { handleRequest } = app;
  app.handleRequest = function (ctx, handle) {
    (ctx as Marked)[HANDLED] = true;
    const context = openEarly(app.middleware[0], ctx);
    if (context === undefined) {
      return handleRequest.call(
        this,
        ctx,
        (given) => new HandledPromise(given, handle(given), true) as unknown as Promise<unknown>,
      );
    }
    return Context.current()?.isWithin(context) === true
      ? handleRequest.call(this, ctx, handle)
      : context.enter(() => handleRequest.call(this, ctx, handle));
  };
}

/** By middleware: its policy, if a request can be opened before the middleware is called. */
const earlyPolicies = new WeakMap<object, RequestPolicy>();

/**
 * Lets the app open a request itself if this is its first middleware. Nothing runs in between, and one context is
 * entered for all that Koa does, not a second time for the response.
 */
export function openEarlyBy(middleware: object, policy: RequestPolicy): void {
  // What it throws is the middleware's to throw: Koa answers it.
  if (policy.setup === undefined) earlyPolicies.set(middleware, policy);
}

function openEarly(first: object | undefined, ctx: KoaContext): Context | undefined {
  // An app without a middleware asks for `undefined`, which has none.
  const policy = earlyPolicies.get(first as object);
  return policy && openRequest(ctx.req, ctx.res, policy, ctx.originalUrl);
}
