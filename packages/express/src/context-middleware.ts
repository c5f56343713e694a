import type { IncomingMessage, ServerResponse } from 'node:http';
import { openRequest, type RequestOptions, requestPolicy, setupOf } from '@aiolocals/core/http';
import { expected } from '@aiolocals/core/options';
import type { ExpressRequest } from './internal/express-shapes.js';
import { nextAfter } from './internal/next-after.js';
import { prepareApp, prepareReached } from './internal/prepare-express.js';
import { frameFor, visit } from './internal/reenter-layers.js';

/** A middleware for Express 4 and 5. */
export type ContextMiddleware<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
> = (request: Request, response: Response, next: (error?: unknown) => void) => void;

/**
 * Returns a middleware that gives each request its own context. Mount it first: what is mounted before it runs outside
 * any context.
 *
 * If `setup` of the options returns a promise, the next handler is called when that is fulfilled. If it rejects, the
 * error handlers get the reason.
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
    if (typeof next !== 'function') throw noNext(next);
    const isBound = prepareApp(request as ExpressRequest);
    const context = openRequest(request, response, policy, undefined, isBound);
    const setup = setupOf(context);
    const frame = frameFor(context);
    if (setup === undefined) visit(frame, request as ExpressRequest, prepareReached, next);
    else nextAfter(setup, frame, request as ExpressRequest, next);
  };
  // Stack traces, and lists of an app's middleware, show this name.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}

function noNext(next: unknown): TypeError {
  return expected(
    'next',
    'a function',
    next,
    'this middleware of @aiolocals/express is called with (request, response, next): in Koa, use @aiolocals/koa; ' +
      'without a framework, use `openRequest` of @aiolocals/core/http',
  );
}
