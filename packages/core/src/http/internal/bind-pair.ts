import { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerReply, ServerRequest } from '../server-pair.js';
import { type Binding, boundMethods } from './bound-methods.js';
import { EXCHANGE, type Exchange, exchanges, type Marked } from './exchange.js';
import { keepOwn, type Methods, type Replaceable } from './original-methods.js';
import { isBound } from './prototypes.js';
import { rareMethods } from './rare-methods.js';

const binding: Binding = {
  find: (message) => (message as Marked)[EXCHANGE],
  asksListeners: true,
};

/** The same functions for every request. */
const onObjects = { ...boundMethods(binding), ...rareMethods(binding) };
/** Those for nearly every request of HTTP/1: to ask each for its `emit` at each event would be expensive. */
const onPlain = {
  request: boundMethods({ ...binding, emitter: methodsOf(IncomingMessage) }).request,
  reply: boundMethods({ ...binding, emitter: methodsOf(ServerResponse) }).reply,
};

/**
 * Notes a request and its response as belonging to `exchange`, and makes their listeners and callbacks run in its
 * context. They are bound when they are called: wrappers that are made when a listener is added break its removal.
 *
 * The methods are put on the objects, not on Node's prototypes, so that nothing changes for a request that was not
 * opened. If an adapter has put them on the prototypes of its framework, the objects are left alone.
 */
export function bindPair(request: ServerRequest, reply: ServerReply, exchange: Exchange): void {
  const bare = request as unknown as Replaceable;
  const bareReply = reply as unknown as Replaceable;
  if (isBound(bare.emit) && isBound(bareReply.emit)) {
    exchanges.inWeakMap.set(request, exchange);
    exchanges.inWeakMap.set(reply, exchange);
    return;
  }
  exchanges.areOnObjects = true;
  // On both: whoever made the pair may have left `response.req` out, and anybody may change it.
  (request as Marked)[EXCHANGE] = exchange;
  (reply as Marked)[EXCHANGE] = exchange;
  const bound = keepOwn(bare, bareReply) ? onPlain : onObjects;
  bare.emit = bound.request.emit;
  bareReply.emit = bound.reply.emit;
  bareReply.write = bound.reply.write;
  bareReply.end = bound.reply.end;
  bareReply.writeHead = bound.reply.writeHead;
  if (bareReply.createPushResponse === undefined) bindInterim(bareReply);
  else bindHttp2(bare, bareReply);
}

function methodsOf({ prototype }: typeof IncomingMessage | typeof ServerResponse): Methods {
  return prototype as unknown as Methods;
}

/** The methods by which a response of HTTP/1 sends interim responses. */
function bindInterim(reply: Replaceable): void {
  reply.writeContinue = onObjects.interim.writeContinue;
  reply.writeProcessing = onObjects.interim.writeProcessing;
  reply.writeEarlyHints = onObjects.interim.writeEarlyHints;
  // Only later versions of Node have it.
  if (reply.writeInformation !== undefined) {
    reply.writeInformation = onObjects.interim.writeInformation;
  }
}

/** The methods by which a pair of HTTP/2 asks its raw stream, which knows no request. */
function bindHttp2(request: Replaceable, reply: Replaceable): void {
  request.setTimeout = onObjects.http2Request.setTimeout;
  reply.setTimeout = onObjects.http2Reply.setTimeout;
  reply.createPushResponse = onObjects.http2Reply.createPushResponse;
}
