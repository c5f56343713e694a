import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '@aiolocals/core';
import { openRequest, type RequestOptions, requestPolicy } from '@aiolocals/core/http';
import type { ExpressRequest } from './internal/express-shapes.js';
import { learnApp, visit } from './internal/prepare-express.js';

const enter = (context: Context, next: () => void): void => context.enter(next);

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
    const isBound = learnApp(request as ExpressRequest);
    const context = openRequest(request, response, policy, undefined, isBound);
    visit(request as ExpressRequest, enter, context, next);
  };
  // What stack traces, and lists of an app's middleware, call it.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}
