import { createServer as createNodeServer, type Server, type ServerOptions } from 'node:http';
import { type ExpressApp, messageClasses } from './message-classes.js';

/**
 * Returns a server of `node:http` for an app, as `http.createServer(options, app)` does, whose requests and responses are born
 * with the prototypes that Express would set for each. It answers more requests a second, most of all on Node 20 and 22. See
 * `messageClasses` for servers of `node:https` and `node:http2`.
 *
 * It opens no contexts: use `contextMiddleware` for that.
 *
 * @param options - Those of Node. If they name classes for requests or responses, these are used, and nothing gets
 * faster.
 * @throws TypeError if `app` is no app of Express; and what Node throws.
 *
 * @example
 * ```ts
 * import { contextMiddleware, createServer } from '@aiolocals/express';
 * import express from 'express';
 *
 * const app = express();
 * app.use(contextMiddleware());
 * createServer(app).listen(3000);
 * ```
 */
export function createServer(app: ExpressApp, options: ServerOptions = {}): Server {
  const { IncomingMessage, ServerResponse } = messageClasses(app);
  return createNodeServer({ IncomingMessage, ServerResponse, ...options }, app as never);
}
