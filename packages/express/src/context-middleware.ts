import type { IncomingMessage, ServerResponse } from 'node:http';
import { openRequest, type RequestOptions, requestPolicy } from '@aiolocals/core/http';
import type { ExpressRequest } from './internal/express-shapes.js';
import { learn } from './internal/learn.js';

/** A middleware for Express 4 and 5. */
export type ContextMiddleware<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
> = (request: Request, response: Response, next: (error?: unknown) => void) => void;

/**
 * Makes the middleware that gives each request its own context. Mount it first: what stands before it runs in none.
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
    learn(request as ExpressRequest);
    const context = openRequest(request, response, policy);
    context.enter(next);
    learn(request as ExpressRequest);
  };
  // What stack traces, and lists of an app's middleware, call it.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}
