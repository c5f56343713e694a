import { IncomingMessage, ServerResponse } from 'node:http';
import { type Binding, boundMethods } from './bound-methods.js';
import { EXCHANGE, type Exchange, exchanges, type Marked } from './exchange.js';
import {
  isPlain,
  keepOwn,
  type Method,
  type Methods,
  type Replaceable,
} from './original-methods.js';
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
 *
 * @param reply - Undefined for a request that has no response, such as that of a WebSocket.
 */
export function bindPair(request: object, reply: object | undefined, exchange: Exchange): void {
  const bare = request as Replaceable;
  const bareReply: Replaceable | undefined = reply;
  if (bareReply !== undefined && isPlain(bare, bareReply)) {
    noteOnObjects(request, reply, exchange);
    bindPlain(bare, bareReply);
  } else if (isBound(bare.emit) && (bareReply === undefined || isBound(bareReply.emit))) {
    exchanges.inWeakMap.set(request, exchange);
    if (reply !== undefined) exchanges.inWeakMap.set(reply, exchange);
  } else {
    noteOnObjects(request, reply, exchange);
    keepOwn(bare);
    if (bareReply !== undefined) keepOwn(bareReply);
    if (typeof bareReply?.createPushResponse === 'function') bindHttp2(bare, bareReply);
    else bindOther(bare, bareReply);
  }
}

/** On both objects: `response.req` may be missing in a pair made by hand, and applications may change it. */
function noteOnObjects(request: Marked, reply: Marked | undefined, exchange: Exchange): void {
  exchanges.areOnObjects = true;
  request[EXCHANGE] = exchange;
  if (reply !== undefined) reply[EXCHANGE] = exchange;
}

function methodsOf({ prototype }: typeof IncomingMessage | typeof ServerResponse): Methods {
  return prototype as unknown as Methods;
}

function bindPlain(request: Replaceable, reply: Replaceable): void {
  request.emit = onPlain.request.emit;
  reply.emit = onPlain.reply.emit;
  reply.write = onPlain.reply.write;
  reply.end = onPlain.reply.end;
  reply.writeHead = onPlain.reply.writeHead;
  reply.writeContinue = onObjects.interim.writeContinue;
  reply.writeProcessing = onObjects.interim.writeProcessing;
  reply.writeEarlyHints = onObjects.interim.writeEarlyHints;
  // Only later versions of Node have it.
  reply.writeInformation &&= onObjects.interim.writeInformation;
}

/** Also binds the methods by which a pair asks its raw stream, which knows no request. */
function bindHttp2(request: Replaceable, reply: Replaceable): void {
  request.emit = onObjects.request.emit;
  reply.emit = onObjects.reply.emit;
  reply.write = onObjects.reply.write;
  reply.end = onObjects.reply.end;
  reply.writeHead = onObjects.reply.writeHead;
  request.setTimeout = onObjects.http2Request.setTimeout;
  reply.setTimeout = onObjects.http2Reply.setTimeout;
  reply.createPushResponse = onObjects.http2Reply.createPushResponse;
}

const REPLY_METHODS = { ...onObjects.reply, ...onObjects.interim };

/** Binds what a framework, a test or another library made: only the methods that are there. */
function bindOther(request: Replaceable, reply: Replaceable | undefined): void {
  replaceMethods(request, onObjects.request);
  if (reply !== undefined) replaceMethods(reply, REPLY_METHODS);
}

function replaceMethods(target: Replaceable, methods: Readonly<Record<string, Method>>): void {
  const own = target as unknown as Record<string, unknown>;
  for (const [name, method] of Object.entries(methods))
    if (typeof own[name] === 'function') own[name] = method;
}
