import { requestLifecycle } from '../internal/context/request-lifecycle.js';
import { checkOutcome } from '../internal/context/options.js';
import type { OpenContext } from '../open-context.js';
import type { Context } from '../types/context.js';
import { contextOf } from './context-of.js';
import { closeExchange } from './internal/close-exchange.js';
import { takeFromSocket } from './internal/close-with-socket.js';
import { type Exchange, exchangeOf } from './internal/exchange.js';
import { pathOf } from './internal/path-of.js';
import { runSetup } from './internal/run-setup.js';
import { timeoutOf } from './internal/timeout-of.js';
import { openRequest } from './open-request.js';
import { type RequestPolicy, requestPolicy } from './request-policy.js';
import type { ServerRequest } from './server-pair.js';

const DEFAULTS = requestPolicy();

/**
 * Opens the context of a connection that begins with a request and lasts longer, such as a WebSocket. It is the
 * context that `openRequest(request, undefined, policy)` opens or has opened, but it closes when you call `close`, and no
 * longer with the socket.
 *
 * A request that has a response, such as the first one of a long poll, keeps its own context. The connection gets
 * another one, with the same id.
 *
 * @param policy - What `requestPolicy` made of the options.
 * @returns The context, and the function that closes it. What `close` is given as `error` cancels it first.
 * @throws TypeError if `request` is no object; and what `setup` throws.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { openConnection } from '@aiolocals/core/http';
 *
 * createServer().on('upgrade', (req, socket) => {
 *   const { context, close } = openConnection(req);
 *   socket.on('data', context.bind((data: Buffer) => console.log(data.length)));
 *   socket.on('close', () => close());
 * });
 * ```
 */
export function openConnection(
  request: ServerRequest,
  policy: RequestPolicy = DEFAULTS,
): OpenContext {
  const exchange = ownExchange(request, policy) ?? openApart(request, policy);
  const { context } = exchange;
  return {
    context,
    close(outcome) {
      if (outcome !== undefined) checkOutcome(outcome, 'outcome');
      const error = outcome?.error ?? undefined;
      if (error !== undefined && !context.closed) {
        exchange.aborted = true;
        context.cancel(error);
      }
      closeExchange(exchange, undefined);
    },
  };
}

/** Returns the exchange of a request without a response, taken from its socket; undefined if it has one. */
function ownExchange(request: ServerRequest, policy: RequestPolicy): Exchange | undefined {
  const opened = Object(request) === request ? exchangeOf(request) : undefined;
  if (opened !== undefined && !takeFromSocket(opened, request)) return undefined;
  // A policy that an open request has not met applies as far as it can.
  openRequest(request, undefined, policy);
  if (opened !== undefined) return opened;
  const exchange = exchangeOf(request) as Exchange;
  takeFromSocket(exchange, request);
  return exchange;
}

function openApart(request: ServerRequest, policy: RequestPolicy): Exchange {
  const { ident } = contextOf(request) as Context;
  const path = pathOf(request, policy.maxPathLength);
  const context = requestLifecycle.makeRequest(path);
  requestLifecycle.openRequest(context, ident, timeoutOf(context, policy, [request], ident));
  if (policy.setup !== undefined) runSetup(context, policy.setup, [request, undefined]);
  return {
    context,
    policy,
    id: ident,
    joined: undefined,
    method: request.method ?? '',
    path,
    rejectedId: undefined,
    started: performance.now(),
    bytes: 0,
    aborted: false,
    finished: false,
  };
}
