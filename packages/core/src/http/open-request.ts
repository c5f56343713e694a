import type { Socket } from 'node:net';
import { requestLifecycle } from '../internal/context/request-lifecycle.js';
import { makeId } from '../internal/make-id.js';
import type { Context } from '../types/context.js';
import { contextOf } from './context-of.js';
import { bindPair } from './internal/bind-pair.js';
import { chooseId, escape } from './internal/choose-id.js';
import { abort, closeExchange, requestCloses } from './internal/close-exchange.js';
import { closeWithSocket } from './internal/close-with-socket.js';
import { type Exchange, exchanges } from './internal/exchange.js';
import { pathOf } from './internal/path-of.js';
import { type RequestPolicy, requestPolicy } from './request-policy.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

const DEFAULTS = requestPolicy();

type OwnedSocket = Socket & { readonly _httpMessage?: unknown };

/**
 * Opens the context of a request, and closes it when the response has closed. The context starts with empty state and
 * has no parent. Listeners on both objects and callbacks of the response run in it, also after the close. If the
 * client goes away before the response is finished, the context is cancelled.
 *
 * It does not enter the context: the adapter does, with `context.enter(next)`. If the request is open already, its
 * context is returned.
 *
 * Events of the socket, and events and callbacks of the raw stream of http2, are out of its reach: bind their
 * listeners. A response that is pushed by `createPushResponse` runs in the context of the request that it comes with.
 *
 * @param policy - What `requestPolicy` made of the options.
 * @param url - As the client sent it. `request.originalUrl` by default, which Express and Connect set, or
 * `request.url`.
 * @param arePrototypesBound - Whether the prototypes of both are known to be bound (see `bindPrototypes`). It saves
 * looking.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { request } from '@aiolocals/core';
 * import { openRequest, requestPolicy } from '@aiolocals/core/http';
 *
 * const policy = requestPolicy({ header: 'X-Correlation-ID' });
 * createServer((req, res) => {
 *   openRequest(req, res, policy).enter(() => res.end(request.id));
 * });
 * ```
 */
export function openRequest(
  request: ServerRequest,
  reply: ServerReply,
  policy: RequestPolicy = DEFAULTS,
  url?: string,
  arePrototypesBound = false,
): Context {
  const opened = contextOf(request, reply);
  if (opened !== undefined) return opened;

  const path = pathOf(request, url);
  const context = requestLifecycle.makeRequest(path);
  const inbound = policy.header === undefined ? undefined : request.headers[policy.header];
  const id =
    inbound === undefined && policy.generate === undefined
      ? makeId('REQ')
      : chooseId(context, policy, request, inbound);
  requestLifecycle.openRequest(context, id, policy.timeout);

  const isSummaryWanted = policy.onClose !== undefined || requestCloses.hasSubscribers;
  const exchange: Exchange = {
    context,
    policy,
    // To read it from a request of Express is expensive on Node 20.
    method: isSummaryWanted ? (request.method ?? '') : '',
    path,
    rejectedId: inbound === undefined || inbound === id ? undefined : escape(inbound),
    started: isSummaryWanted ? performance.now() : undefined,
    bytes: 0,
    aborted: false,
    finished: false,
  };
  if (arePrototypesBound) {
    exchanges.inWeakMap.set(request, exchange);
    exchanges.inWeakMap.set(reply, exchange);
  } else bindPair(request, reply, exchange);
  if (policy.echo !== undefined) echoId(reply, policy.echo, id);
  watchClose(exchange, request, reply);
  if (policy.setup !== undefined) context.enter(policy.setup, request, reply);
  return context;
}

function echoId(reply: ServerReply, header: string, id: string): void {
  try {
    reply.setHeader(header, id);
  } catch {
    // The headers were sent already. Asking first would cost every request.
  }
}

/** Closes the context in the two cases in which the response emits no `close`. */
function watchClose(exchange: Exchange, request: ServerRequest, reply: ServerReply): void {
  const socket = reply.socket as OwnedSocket | null | undefined;
  // oxlint-disable-next-line no-underscore-dangle -- Node's own mark on the connection that a response has. Where it is, no further look is needed
  if (socket?._httpMessage === reply && !socket.destroyed) return;
  if (isClosed(reply)) {
    abort(exchange);
    closeExchange(exchange, reply);
  } else if (socket === null) closeWithSocket(exchange, request, reply);
}

function isClosed(reply: ServerReply): boolean {
  return 'stream' in reply ? reply.stream.closed : reply.closed;
}
