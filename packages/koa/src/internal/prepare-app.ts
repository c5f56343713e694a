import { bindErrors } from './bind-errors.js';
import { isApp, type KoaApp, type KoaContext } from './koa-shapes.js';
import { HandledPromise } from './request-promise.js';

const prepared = new WeakSet<KoaApp>();
/** Those that came after their app was prepared: their response is sent in their context. */
const handled = new WeakSet<KoaContext>();
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
export function prepareApp(ctx: KoaContext, echo: string | undefined): boolean {
  const isHandled = handled.has(ctx);
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
    handled.add(ctx);
    return handleRequest.call(
      this,
      ctx,
      (given) => new HandledPromise(given, handle(given), true) as unknown as Promise<unknown>,
    );
  };
}
