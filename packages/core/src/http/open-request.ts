import type { Socket } from 'node:net';
import type { Context } from '../types/context.js';
import { requestLifecycle } from '../internal/context/request-lifecycle.js';
import { contextOf } from './context-of.js';
import { bindPair } from './internal/bind-pair.js';
import { escape, inboundId, isHonoured, newId } from './internal/choose-id.js';
import { abort, areSummariesWanted, closeExchange } from './internal/close-exchange.js';
import { Exchange } from './internal/exchange.js';
import { pathOf, urlOf } from './internal/path-of.js';
import { closeWithSocket } from './internal/close-with-socket.js';
import { type RequestPolicy, requestPolicy } from './request-policy.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

const DEFAULTS = requestPolicy();

type OwnedSocket = Socket & { readonly _httpMessage?: unknown };

/**
 * Opens the context of a request, from nothing, and closes it when the response has closed. Until then, and after,
 * listeners on both and callbacks of the response run in it. If the client goes away first, the context is cancelled.
 *
 * Events of the socket, and events and callbacks of the raw stream of http2, are out of its reach: bind the listeners. A
 * response that is pushed by `createPushResponse` runs in the context of the request that it comes with.
 *
 * It does not enter the context: the adapter does, with `context.enter(next)`. A request that is open already keeps
 * its context, and that is returned.
 *
 * @param policy - What `requestPolicy` made of the options.
 * @param url - As the client sent it: `request.originalUrl` by default, which Express and Connect set, or `request.url`.
 * @param arePrototypesBound - Whether the prototypes of both are known to be bound (see `bindPrototypes`), which saves
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
  // Somebody may have wrapped the request since; its response tells too.
  const opened = contextOf(request) ?? contextOf(reply);
  if (opened !== undefined) return opened;
  const path = pathOf(url ?? urlOf(request));
  return open(request, reply, policy, path, arePrototypesBound);
}

function open(
  request: ServerRequest,
  reply: ServerReply,
  policy: RequestPolicy,
  path: string,
  arePrototypesBound: boolean,
): Context {
  const context = requestLifecycle.makeRequest(path);
  const inbound = inboundId(policy, request);
  const asksUser = policy.trust ?? policy.validate ?? policy.generate;
  const id =
    asksUser === undefined
      ? chooseId(policy, request, inbound)
      : context.enter(chooseId, policy, request, inbound);
  requestLifecycle.openRequest(context, id, policy.timeout);

  const isSummaryWanted = policy.onClose !== undefined || areSummariesWanted();
  const exchange = new Exchange(
    context,
    policy,
    path,
    inbound === undefined || inbound === id ? undefined : escape(inbound),
    isSummaryWanted ? performance.now() : undefined,
  );
  bindPair(request, reply, exchange, arePrototypesBound);
  if (policy.echo !== undefined) echoId(reply, policy.echo, id);
  follow(exchange, request, reply);
  if (policy.setup !== undefined) context.enter(policy.setup, request, reply);
  return context;
}

function chooseId(policy: RequestPolicy, request: ServerRequest, inbound: unknown): string {
  return inbound !== undefined && isHonoured(policy, request, inbound)
    ? inbound
    : newId(policy, request);
}

function echoId(reply: ServerReply, header: string, id: string): void {
  try {
    reply.setHeader(header, id);
  } catch {
    // The headers are sent already. Asking before would cost every request.
  }
}

/** Closes the context in the two cases in which the response will not tell of its close. */
function follow(exchange: Exchange, request: ServerRequest, reply: ServerReply): void {
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
