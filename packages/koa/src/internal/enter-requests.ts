import type { Context } from '@aiolocals/core';
import { contextOf, openRequest, type RequestPolicy } from '@aiolocals/core/http';
import type { KoaContext } from './koa-shapes.js';
import { bindErrors } from './bind-errors.js';

type Respond = (ctx: KoaContext) => Promise<unknown>;
type HandleRequest = (this: KoaApp, ctx: KoaContext, respond: Respond) => Promise<unknown>;

/** What Koa calls for each request: it runs the middleware, and sends the response when that is done. */
interface KoaApp {
  readonly middleware: readonly unknown[];
  handleRequest: HandleRequest;
}

/** The apps, and for which middleware. */
const prepared = new WeakMap<KoaApp, unknown>();

/** The request that was entered, until its first middleware is called. */
let entered: KoaContext | undefined;

/** Opens the context of a request, or returns the one that it has, and has Koa handle its errors there. */
export function openKoaRequest(ctx: KoaContext, policy: RequestPolicy): Context {
  bindErrors(ctx, policy.echo);
  return openRequest(ctx.req, ctx.res, policy, ctx.originalUrl);
}

/** Whether the request was opened and entered just now, before its first middleware was called, which asks. */
export function isEntered(ctx: KoaContext): boolean {
  if (entered !== ctx) return false;
  entered = undefined;
  return true;
}

/**
 * Has the app of a request, whose first middleware is `first`, open each later one before it does anything else: what
 * it does after the middleware, sending the response, then runs in the context as well. A promise of ours in between
 * has the same effect, as for this request, but two more promises a request are dear on Node 20.
 */
export function enterRequests(met: KoaContext, first: unknown, policy: RequestPolicy): void {
  const app = met.app as KoaApp;
  const { handleRequest } = app;
  if (prepared.get(app) === first) return;
  prepared.set(app, first);
  app.handleRequest = function (ctx, respond) {
    if (this.middleware[0] !== first) return handleRequest.call(this, ctx, respond);
    let context: Context;
    let run = respond;
    try {
      context = openKoaRequest(ctx, policy);
    } catch (error) {
      // What the `setup` of the options throws is handled as if the middleware had thrown it.
      run = () => Promise.reject(error);
      // The context was there before anything of the user's ran.
      context = contextOf(ctx.req) as Context;
    }
    entered = ctx;
    const handled = context.enter(() => handleRequest.call(this, ctx, run));
    entered = undefined;
    return handled;
  };
}
