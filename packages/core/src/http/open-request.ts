import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { expected } from '../internal/expect.js';
import type { Context } from '../types/context.js';
import { beginExchange } from './internal/begin-exchange.js';
import { bindPair } from './internal/bind-pair.js';
import { abort, closeExchange } from './internal/close-exchange.js';
import { closeWithSocket } from './internal/close-with-socket.js';
import { earlyIds } from './internal/early-ids.js';
import {
  type Exchange,
  exchangeOf,
  exchanges,
  noteInProperty,
  noteInWeakMap,
} from './internal/exchange.js';
import { joinRequest } from './internal/join-request.js';
import { isPlain } from './internal/node-prototypes.js';
import { pathOf } from './internal/path-of.js';
import { runSetup } from './internal/run-setup.js';
import { type RequestPolicy, requestPolicy } from './request-policy.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

const DEFAULTS = requestPolicy();

/** What collects the headers of a response, such as the reply of Fastify. */
export interface CollectedHeaders {
  header(name: string, value: string): unknown;
}

type OwnedSocket = Partial<Socket> & { readonly _httpMessage?: unknown };

/**
 * Opens the context of a request, and closes it when the response has closed. The context starts with empty state and
 * has no parent. Listeners on both objects and callbacks of the response run in it, also after the close. If the
 * client goes away before the response is finished, the context is cancelled.
 *
 * It does not enter the context: the adapter does, with `context.enter(next)`, once what `setupOf(context)` returns is
 * fulfilled.
 *
 * If the request is open already, its context is returned. A policy that it has not met yet applies as far as it can:
 * its `setup`, its `onClose`, and a `timeout` that is shorter than what is left.
 *
 * Events of the socket, and events and callbacks of the raw stream of http2, are out of its reach: bind their
 * listeners. A response that is pushed by `createPushResponse` runs in the context of the request that it comes with.
 *
 * @param reply - Undefined for a request that has no response, such as that of a WebSocket: its context closes with the
 * connection.
 * @param policy - What `requestPolicy` made of the options.
 * @param url - As the client sent it. `request.originalUrl` by default, which Express and Connect set, or
 * `request.url`.
 * @param arePrototypesBound - Whether the prototypes of both are known to be bound (see `bindPrototypes`). It saves
 * looking.
 * @param headers - Where the framework collects the headers of a response that it hands to `writeHead` all at once: they get
 * the id, if it is to be echoed. To set it on the response itself would make Node merge both. A head that is written
 * without them has the id nevertheless.
 * @throws TypeError if `request` is no object or the wrapper of a framework, or if `policy` was not made by
 * `requestPolicy`; and what `setup` throws.
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
  reply: ServerReply | undefined,
  policy: RequestPolicy = DEFAULTS,
  url?: string,
  arePrototypesBound = false,
  headers?: CollectedHeaders,
): Context {
  if (typeof request !== 'object' || request === null) throw noRequest(request, CALL);
  const opened = exchangeOf(request, reply);
  if (opened !== undefined) {
    if (policy.isJoining) joinRequest(opened, policy, request, [request, reply], reply);
    return opened.context;
  }
  if (policy.given === undefined) throw noPolicy(policy);
  const isBoundByNode = !arePrototypesBound && reply !== undefined && isPlain(request, reply);
  if (!isBoundByNode && !arePrototypesBound && isWrapper(request)) throw noRequest(request, UNWRAP);
  if (reply === undefined && isOfFetch(request)) throw noRequest(request, FETCH);

  const path = pathOf(request, policy.maxPathLength, url);
  // Requests that tests make may have no headers.
  const received = request.headers as ServerRequest['headers'] | undefined;
  const inbound = policy.header === undefined ? undefined : received?.[policy.header];
  const early = earlyIds.areUsed ? earlyIds.byRequest.get(request) : undefined;
  const exchange = beginExchange(policy, path, inbound, request, undefined, early);
  const { context } = exchange;
  if (exchanges.hosts !== undefined) exchanges.hosts.set(context, request);
  if (arePrototypesBound) noteInWeakMap(request, reply, exchange);
  else if (isBoundByNode) noteInProperty(request, reply, exchange);
  else bindPair(request, reply, exchange);
  if (reply === undefined) closeWithSocket(exchange, request, reply);
  else {
    if (policy.echo !== undefined) {
      if (headers === undefined || !isBoundByNode) echoId(reply, policy.echo, exchange.id);
      else collectId(headers, policy, exchange);
    }
    watchClose(exchange, request, reply);
  }
  if (policy.setup !== undefined) runSetup(context, policy.setup, [request, reply]);
  return context;
}

function collectId(
  headers: CollectedHeaders,
  { echoKey }: RequestPolicy,
  exchange: Exchange,
): void {
  exchange.isEchoLate = true;
  // Those that collect headers do so in lower case: to change the case takes longer than all the rest.
  headers.header(echoKey as string, exchange.id);
}

function echoId(reply: ServerReply, header: string, id: string): void {
  try {
    reply.setHeader(header, id);
  } catch {
    // The headers were sent already. Asking first would cost every request.
  }
}

/** Closes the context in the cases in which the response emits no `close`. */
function watchClose(exchange: Exchange, request: ServerRequest, reply: ServerReply): void {
  const socket = reply.socket as OwnedSocket | null | undefined;
  // In Bun, a response keeps the connection after it has ended or failed. Its own fields say so, and cost little.
  const { finished, destroyed } = reply as ServerResponse;
  // oxlint-disable-next-line no-underscore-dangle -- Node's own mark on the connection that a response has. Where it is, no further look is needed
  const isOwner = socket?._httpMessage === reply && socket.once !== undefined;
  if (isOwner && !socket.destroyed && !finished && !destroyed) return;
  if (isClosed(reply)) {
    abort(exchange);
    closeExchange(exchange, reply);
  } else if (socket === null) closeWithSocket(exchange, request, reply);
  else if (socket?.once === undefined) closeWhenFinished(exchange, reply);
}

/**
 * Closes the context one tick after the response has finished, as a server of Node does. A function platform and a test
 * make a response whose connection is none, or only looks like one: many of them never emit `close`.
 */
function closeWhenFinished(exchange: Exchange, reply: ServerReply): void {
  // A raw stream of HTTP/2 closes by itself, after its request has ended as well.
  if (typeof (reply as Partial<ServerReply>).once !== 'function' || 'respond' in reply) return;
  reply.once('finish', () => process.nextTick(closeExchange, exchange, reply));
}

function isClosed(reply: ServerReply): boolean {
  const { stream } = reply as { readonly stream?: { readonly closed?: boolean } | null };
  const { closed, destroyed, writableFinished } = reply as Partial<ServerResponse>;
  // Responses of Deno do not say whether they are closed.
  return stream?.closed ?? closed ?? (destroyed === true || writableFinished === true);
}

/** Whether it is what a framework puts around a request. Node's own is `raw` of Fastify's, `raw.req` of hapi's, `req` of Koa's. */
function isWrapper(request: object): boolean {
  const { raw, req } = request as {
    readonly raw?: { readonly req?: unknown } | null;
    readonly req?: unknown;
  };
  return (raw !== undefined || req !== undefined) && [raw, req, raw?.req].some(hasHeaders);
}

/** Whether it is a `Request`, which has no response that could end its context. */
function isOfFetch({ headers }: { readonly headers?: unknown }): boolean {
  return typeof (headers as { readonly get?: unknown } | null | undefined)?.get === 'function';
}

function hasHeaders(value: unknown): boolean {
  return typeof (value as { readonly headers?: unknown } | null | undefined)?.headers === 'object';
}

const FETCH = 'for a `Request` there is `contextFetch` of @aiolocals/core/web';
const CALL = 'call `openRequest(req, res)` for each request';
const UNWRAP =
  "pass Node's own, which it wraps, such as `openRequest(request.raw, reply.raw)`; for Fastify there is " +
  '`contextPlugin` of @aiolocals/fastify, for Koa `contextMiddleware` of @aiolocals/koa';

function noRequest(request: unknown, hint: string): TypeError {
  const what = 'a request of node:http, node:https or the compatibility API of node:http2';
  return expected('request', what, request, hint);
}

function noPolicy(policy: unknown): TypeError {
  const remedy = 'write `openRequest(request, reply, requestPolicy(options))`';
  return expected('policy', 'what `requestPolicy` returned', policy, remedy);
}
