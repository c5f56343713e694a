import type { IncomingMessage, ServerResponse } from 'node:http';
import { openRequest, type RequestOptions, requestPolicy } from '@aiolocals/core/http';
import type { ExpressRequest } from './internal/express-shapes.js';
import { prepareApp, prepareReached } from './internal/prepare-express.js';
import { visit } from './internal/reenter-layers.js';

/** A middleware for Express 4 and 5. */
export type ContextMiddleware<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
> = (request: Request, response: Response, next: (error?: unknown) => void) => void;

/**
 * Returns a middleware that gives each request its own context. Mount it first: what is mounted before it runs outside
 * any context.
 *
 * @throws TypeError if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { contextMiddleware } from '@aiolocals/express';
 * import express from 'express';
 *
 * const app = express();
 * app.use(contextMiddleware({ timeout: 30_000 }));
 * app.get('/', (_req, res) => {
 *   res.send(request.id);
 * });
 * ```
 */
export function contextMiddleware<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
>(options?: RequestOptions<Request, Response>): ContextMiddleware<Request, Response> {
  const policy = requestPolicy(options);
  const middleware: ContextMiddleware<Request, Response> = (request, response, next) => {
    const isBound = prepareApp(request as ExpressRequest);
    const context = openRequest(request, response, policy, undefined, isBound);
    visit(context, request as ExpressRequest, prepareReached, next);
  };
  // Stack traces, and lists of an app's middleware, show it by this name.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}
