import { exchanges } from '../http/internal/exchange.js';
import { frameFor } from '../http/internal/frame-for.js';
import { policyFor } from '../http/request-policy.js';
import { setupOf } from '../http/setup-of.js';
import { expectFunction } from '../internal/expect.js';
import type { FetchOptions } from './fetch-options.js';
import { enterFetch } from './internal/enter-fetch.js';
import { followResponse } from './internal/follow-response.js';

/** What a handler may return: nothing, for example after Bun has upgraded a connection. */
type Answer = Response | undefined;

/**
 * Returns the handler with a context around each request. Useful wherever a handler takes a `Request` and returns a
 * `Response`: `Bun.serve`, `Deno.serve`, Workers, route handlers, `app.fetch` of Hono.
 *
 * The context starts with empty state and has no parent. It closes when the body of the response has been read, was
 * cancelled or has failed; at once if there is no body, or if the handler fails. A streamed body is produced in the
 * context. If the client goes away before, the context is cancelled. The id is sent on a copy of the response, because
 * other requests may share it.
 *
 * A request that is open already keeps its context: inside another `contextFetch`, or behind `bindServer` on Node, if
 * the `Request` was made for the request of the current context. Of the options, `setup`, `onClose` and a shorter
 * `timeout` apply then.
 *
 * A response that cannot be copied, such as one that upgrades to a WebSocket, is returned as it is, and the context
 * closes.
 *
 * @throws TypeError if `handler` is no function, or if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { contextFetch } from '@aiolocals/core/web';
 *
 * export default {
 *   fetch: contextFetch((incoming: Request) => new Response(`${incoming.method} ${request.id}`)),
 * };
 * ```
 */
export function contextFetch<
  WebRequest extends Request = Request,
  Rest extends unknown[] = [],
  Result extends Answer | Promise<Answer> = Response,
>(
  handler: (request: WebRequest, ...rest: Rest) => Result,
  options: FetchOptions<WebRequest, Rest> = {},
): (
  this: unknown,
  request: WebRequest,
  ...rest: Rest
) => Awaited<Result> | Promise<Awaited<Result>> {
  expectFunction('handler', handler);
  // The types of what its functions get differ from those of a request of Node.
  const policy = policyFor('contextFetch', options as object);
  // From here on, it can be told for which request of Node a `Request` was made.
  exchanges.hosts ??= new WeakMap();
  return function contextFetchHandler(request, ...rest) {
    const entered = enterFetch(policy, request, rest);
    const { context } = entered.exchange;
    const handle = (): Result =>
      frameFor(context).enter<[], Result>(() => Reflect.apply(handler, this, [request, ...rest]));
    return followResponse(entered, () => {
      entered.applyPolicy();
      const setup = setupOf(context);
      return setup === undefined ? handle() : setup.then(handle);
    }) as Awaited<Result> | Promise<Awaited<Result>>;
  };
}
