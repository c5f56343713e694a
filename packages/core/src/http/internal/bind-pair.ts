import { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerReply, ServerRequest } from '../server-pair.js';
import { type Binding, boundMethods } from './bound-methods.js';
import { type Exchange, exchangeOnObject, noteAside, noteOnObject } from './exchange.js';
import { isBound } from './prototypes.js';
import { keepOwn, type Replaceable, replacedOn, replacedOnObject } from './original-methods.js';

const binding: Binding = {
  originals: replacedOnObject,
  ofRequest: exchangeOnObject,
  ofReply: (reply) => exchangeOnObject((reply as ServerReply).req),
  // An error that nobody hears throws.
  isUnheard: (emitter, event) => event !== 'error' && emitter.listenerCount(event) === 0,
};

/** The same functions for every request. */
const onObjects = boundMethods(binding);
/** Those for nearly every request of HTTP/1. */
const onPlain = {
  request: boundMethods({ ...binding, originals: replacedOn(IncomingMessage.prototype) }).request,
  reply: boundMethods({ ...binding, originals: replacedOn(ServerResponse.prototype) }).reply,
};

/**
 * Notes a request and its response as belonging to `exchange`, and makes their listeners and callbacks run in its
 * context: bound when they are called, because whoever wraps listeners when they are added breaks their removal.
 *
 * The methods are put on the objects, not on the platform's prototypes, so that nothing changes for a request that was
 * not opened. Where a framework has prototypes of its own, an adapter may have put them there.
 *
 * @param arePrototypesBound - Known to be so, which saves looking.
 */
export function bindPair(
  request: ServerRequest,
  reply: ServerReply,
  exchange: Exchange,
  arePrototypesBound: boolean,
): void {
  const bare = request as unknown as Replaceable;
  const bareReply = reply as unknown as Replaceable;
  if (arePrototypesBound || (isBound(bare.emit) && isBound(bareReply.emit))) {
    noteAside(request, reply, exchange);
    return;
  }
  noteOnObject(request, exchange);
  const bound = keepOwn(bare, bareReply) ? onPlain : onObjects;
  bare.emit = bound.request.emit;
  bareReply.emit = bound.reply.emit;
  bareReply.write = bound.reply.write;
  bareReply.end = bound.reply.end;
  if (bareReply.createPushResponse === undefined) bindInterim(bareReply);
  else bindHttp2(bare, bareReply);
}

/** What a response of HTTP/1 sends before itself. */
function bindInterim(reply: Replaceable): void {
  reply.writeContinue = onObjects.interim.writeContinue;
  reply.writeProcessing = onObjects.interim.writeProcessing;
  reply.writeEarlyHints = onObjects.interim.writeEarlyHints;
  // Of later versions of Node.
  if (reply.writeInformation !== undefined) {
    reply.writeInformation = onObjects.interim.writeInformation;
  }
}

/** What a pair of HTTP/2 asks of its raw stream, which knows no request. */
function bindHttp2(request: Replaceable, reply: Replaceable): void {
  request.setTimeout = onObjects.http2Request.setTimeout;
  reply.setTimeout = onObjects.http2Reply.setTimeout;
  reply.createPushResponse = onObjects.http2Reply.createPushResponse;
}
