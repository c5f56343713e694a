import type { IncomingMessage, ServerResponse } from 'node:http';
import { openRequest, type RequestOptions, requestPolicy } from '@aiolocals/core/http';

/** A middleware for frameworks that hand on Node's request and response, and a function that goes on. */
export type ContextMiddleware<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
> = (request: Request, response: Response, next: () => void) => void;

/**
 * Makes the middleware that gives each request its own context. Mount it first: what runs before it runs outside any
 * context.
 *
 * @throws TypeError if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { request } from '@aiolocals/core';
 * import { contextMiddleware } from '@aiolocals/example-framework';
 *
 * const middleware = contextMiddleware({ timeout: 30_000 });
 * createServer((req, res) => {
 *   middleware(req, res, () => res.end(request.id));
 * });
 * ```
 */
export function contextMiddleware<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
>(options?: RequestOptions<Request, Response>): ContextMiddleware<Request, Response> {
  const policy = requestPolicy(options);
  const middleware: ContextMiddleware<Request, Response> = (request, response, next) => {
    openRequest(request, response, policy).enter(next);
  };
  // The name that stack traces and lists of an app's middleware show.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}
