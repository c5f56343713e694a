import type { ServerHttp2Stream } from 'node:http2';
import type { Context } from '../../../types/context.js';
import { contextOf } from '../../context-of.js';
import { openRequest } from '../../open-request.js';
import type { RequestPolicy } from '../../request-policy.js';
import type { ServerReply, ServerRequest } from '../../server-pair.js';
import { setupOf } from '../../setup-of.js';
import { frameFor } from '../frame-for.js';
import { EXCHANGE, type Exchange, exchangeOf, type Marked } from '../exchange.js';
import {
  bindSocket,
  type Connection,
  giveSocketTo,
  receivingOn,
  underwayOn,
} from './bind-socket.js';
import { bindStream } from './bind-stream.js';
import { emitAfterSetup, refuse } from './emit-after-setup.js';
import { emitIn, type Emission, emitPlainly, isHeard } from './emission.js';
import { isOnlyForRequests, openStream } from './open-stream.js';
import { noteReceived } from './received-last.js';

/** Calls the listeners of an event in the context that it belongs to. */
type EmitInContext = (
  emission: Emission,
  policy: RequestPolicy,
  joining: readonly RequestPolicy[],
) => unknown;

/** For `request`, and what is emitted in its place. */
export const emitForRequest: EmitInContext = (emission, policy, joining) => {
  const [request, reply] = emission.values as readonly [ServerRequest, ServerReply];
  if (!isObject(request) || !isObject(reply) || !isHeard(emission)) return emitPlainly(emission);
  let context: Context;
  try {
    if (isOfHttp2(request)) {
      context = openRequest(...ofHttp2(request, reply), policy);
      bindStream(request.stream, exchangeOf(request, reply) as Exchange);
    } else {
      if (isObject(request.socket)) {
        bindSocket(request.socket);
        noteReceived(request, request.socket);
      }
      context = openRequest(request, reply, policy);
    }
    for (const other of joining) openRequest(request, reply, other);
  } catch (error) {
    return refuseOrEmit(emission, policy, error, contextOf(request, reply));
  }
  return emitOnceSetUp(emission, policy, context);
};

/** For an event that hands a connection over: the request has no response. HTTP/2 hands out a response instead. */
const emitForConnection: EmitInContext = (emission, policy, joining) => {
  const [request, socket] = emission.values as readonly [ServerRequest, Connection];
  if (!isObject(request) || !isObject(socket) || !isHeard(emission)) return emitPlainly(emission);
  if (isOfHttp2(request)) return emitForRequest(emission, policy, joining);
  let context: Context;
  try {
    bindSocket(socket);
    context = openRequest(request, undefined, policy);
    giveSocketTo(context, socket);
    for (const other of joining) openRequest(request, undefined, other);
  } catch (error) {
    return refuseOrEmit(emission, policy, error, contextOf(request));
  }
  return emitOnceSetUp(emission, policy, context);
};

/** For streams of HTTP/2. The listener that makes requests of them emits those, and they are opened then. */
const emitForStream: EmitInContext = (emission, policy, joining) => {
  const [stream, headers] = emission.values as readonly [ServerHttp2Stream, object];
  const isLeftAlone = !isObject(stream) || !isHeard(emission) || isOnlyForRequests(emission.server);
  if (isLeftAlone) return emitPlainly(emission);
  let context: Context | undefined;
  try {
    context = openStream(stream, headers, policy, joining);
  } catch (error) {
    return refuseOrEmit(emission, policy, error, contextOf(stream));
  }
  return emitOnceSetUp(emission, policy, context);
};

/** For events of a connection: they belong to the request that is underway on it. */
const emitForUnderway: EmitInContext = (emission) => {
  const socket = emission.values.find((value) => isObject(value) && 'parser' in value);
  const find = emission.event === 'clientError' ? receivingOn : underwayOn;
  const context = socket === undefined ? undefined : find(socket as Connection);
  return emitIn(context === undefined ? null : frameFor(context), emission);
};

/**
 * For events of connections that have no request, or not yet. The context that the server was made in must not be
 * current.
 */
const emitOutside: EmitInContext = (emission) => emitIn(null, emission);

/** By event. */
export const emittersIn: ReadonlyMap<unknown, EmitInContext> = new Map<unknown, EmitInContext>([
  ['checkContinue', emitForRequest],
  ['checkExpectation', emitForRequest],
  ['upgrade', emitForConnection],
  ['connect', emitForConnection],
  ['stream', emitForStream],
  ['clientError', emitForUnderway],
  ['timeout', emitForUnderway],
  ['connection', emitOutside],
  ['secureConnection', emitOutside],
  ['tlsClientError', emitOutside],
  ['session', emitOutside],
  ['sessionError', emitOutside],
  ['unknownProtocol', emitOutside],
  ['dropRequest', emitOutside],
  ['drop', emitOutside],
  ['keylog', emitOutside],
  ['newSession', emitOutside],
  ['resumeSession', emitOutside],
  ['OCSPRequest', emitOutside],
]);

/** If the raw stream was opened first, its request and its response join that exchange. */
function ofHttp2(request: Http2Request, reply: ServerReply): [ServerRequest, ServerReply] {
  const opened = (request.stream as Marked)[EXCHANGE];
  if (opened !== undefined) {
    bindStream(request, opened);
    bindStream(reply, opened);
  }
  return [request, reply];
}

/** Without a context, no `setup` failed: the request was made by hand, and cannot be opened. */
function refuseOrEmit(
  emission: Emission,
  policy: RequestPolicy,
  error: unknown,
  context: Context | undefined,
): unknown {
  return context === undefined ? emitPlainly(emission) : refuse(emission, policy, error, context);
}

function emitOnceSetUp(emission: Emission, policy: RequestPolicy, context: Context): unknown {
  const setup = setupOf(context);
  return setup === undefined
    ? emitIn(frameFor(context), emission)
    : emitAfterSetup(emission, policy, context, setup);
}

type Http2Request = Extract<ServerRequest, { stream: unknown }>;

/** By a field that both kinds have: looking for a missing one through all prototypes would slow each request. */
function isOfHttp2(request: ServerRequest): request is Http2Request {
  return request.httpVersionMajor === 2 && isObject((request as Http2Request).stream);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
