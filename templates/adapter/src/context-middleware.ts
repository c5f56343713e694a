import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '@aiolocals/core';
import { openRequest, type RequestOptions, requestPolicy, setupOf } from '@aiolocals/core/http';

/** A middleware for frameworks that hand on Node's request and response, and a function that goes on. */
export type ContextMiddleware<
  Request extends IncomingMessage = IncomingMessage,
  Response extends ServerResponse = ServerResponse,
> = (request: Request, response: Response, next: (error?: unknown) => void) => void;

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
    const context = openRequest(request, response, policy);
    const setup = setupOf(context);
    if (setup === undefined) context.enter(next);
    else void enterAfter(setup, context, next);
  };
  // The name that stack traces and lists of an app's middleware show.
  return Object.defineProperty(middleware, 'name', { value: 'contextMiddleware' });
}

/** Calls `next` when the `setup` of the options is finished, or with the reason if that failed. */
async function enterAfter(
  setup: Promise<void>,
  context: Context,
  next: (error?: unknown) => void,
): Promise<void> {
  try {
    await setup;
  } catch (error) {
    context.enter(next, error);
    return;
  }
  context.enter(next);
}
