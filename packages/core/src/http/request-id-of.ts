import { request as requestLocal } from '../request.js';
import { requestLifecycle } from '../internal/context/request-lifecycle.js';
import { contextOf } from './context-of.js';
import { choose } from './internal/choose-id.js';
import { earlyIds } from './internal/early-ids.js';
import type { RequestPolicy } from './request-policy.js';
import type { ServerRequest } from './server-pair.js';

/**
 * Returns the id of a request: that of its context, or the one that its context will have. For adapters of frameworks
 * that ask for the id before they hand out the response, without which `openRequest` cannot open the context.
 *
 * @param policy - What `openRequest` will be called with. `trust`, `validate` and `generate` are called now, in a context
 * of their own.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { openRequest, requestIdOf, requestPolicy } from '@aiolocals/core/http';
 *
 * const policy = requestPolicy();
 * createServer((req, res) => {
 *   const id = requestIdOf(req, policy);
 *   console.log(openRequest(req, res, policy).ident === id); // true
 *   res.end();
 * });
 * ```
 */
export function requestIdOf(request: ServerRequest, policy: RequestPolicy): string {
  const context = contextOf(request);
  if (context !== undefined) return context.enter(() => requestLocal.id);
  const known = earlyIds.byRequest.get(request);
  if (known !== undefined) return known;
  const inbound = policy.header === undefined ? undefined : request.headers[policy.header];
  const id = requestLifecycle.makeRequest('').enter(choose, policy, inbound, [request]);
  earlyIds.areUsed = true;
  earlyIds.byRequest.set(request, id);
  return id;
}
