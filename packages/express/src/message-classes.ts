import { IncomingMessage, ServerResponse } from 'node:http';
import { expected } from '@aiolocals/core/options';

/** What `messageClasses` needs of an app of Express 4 or 5. */
export interface ExpressApp {
  request: object;
  response: object;
}

/** The classes of the requests and responses of a server, named as the options of Node's `createServer`. */
export interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

const classesOf = new WeakMap<object, MessageClasses & { readonly prototypes: ExpressApp }>();

/**
 * Returns classes of requests and responses that are born with the prototypes that an app gives them. Express sets these
 * prototypes for each request, which on Node 20 and 22 takes longer than everything else it does. For these requests it
 * has nothing to set.
 *
 * `app.request` and `app.response` become the prototypes of the classes. Properties that are added to them later reach
 * all requests, as before. Requests of an app that is mounted in this one are not faster.
 *
 * Use `createServer` of this package for a server of `node:http`; this function is for the others. It returns the same
 * classes each time, unless `app.request` or `app.response` was replaced.
 *
 * @throws TypeError if `app` is no app of Express.
 *
 * @example
 * ```ts
 * import { createSecureServer } from 'node:http2';
 * import { messageClasses } from '@aiolocals/express';
 * import express from 'express';
 *
 * const app = express();
 * const { IncomingMessage, ServerResponse } = messageClasses(app);
 * createSecureServer(
 *   { allowHTTP1: true, Http1IncomingMessage: IncomingMessage, Http1ServerResponse: ServerResponse },
 *   app as never,
 * );
 * ```
 */
export function messageClasses(app: ExpressApp): MessageClasses {
  if (!isApp(app)) throw noApp(app);
  const known = classesOf.get(app);
  if (known?.prototypes.request === app.request && known.prototypes.response === app.response)
    return known;
  // One for each app: the prototype of a class cannot be replaced.
  class Request extends IncomingMessage {}
  class Response<Of extends IncomingMessage = IncomingMessage> extends ServerResponse<Of> {}
  app.request = takeOver(app.request, Request.prototype);
  app.response = takeOver(app.response, Response.prototype);
  const prototypes = { request: app.request, response: app.response };
  const classes = { IncomingMessage: Request, ServerResponse: Response, prototypes };
  classesOf.set(app, classes);
  return classes;
}

/**
 * Puts a new prototype in the chain, between the one that an app has and what that inherits from, and moves all
 * properties to it.
 */
function takeOver(before: object, prototype: object): object {
  Reflect.deleteProperty(prototype, 'constructor');
  Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(before));
  Object.setPrototypeOf(prototype, Object.getPrototypeOf(before) as object);
  // Apps that are mounted in this one inherit from the old prototype.
  for (const key of Reflect.ownKeys(before)) Reflect.deleteProperty(before, key);
  Object.setPrototypeOf(before, prototype);
  return prototype;
}

function isApp(app: unknown): app is ExpressApp {
  if (typeof app !== 'function') return false;
  const { request, response } = app as Partial<ExpressApp>;
  return request instanceof IncomingMessage && response instanceof ServerResponse;
}

function noApp(app: unknown): TypeError {
  return expected('app', 'an app of Express, such as `express()` returns', app);
}
