import { IncomingMessage, ServerResponse } from 'node:http';
import { type Binding, boundMethods } from './bound-methods.js';
import {
  EXCHANGE,
  type Exchange,
  exchanges,
  type Marked,
  noteInProperty,
  noteInWeakMap,
} from './exchange.js';
import { keepOwn, type Method, type Replaceable } from './original-methods.js';
import { boundWhere } from './put-methods.js';
import { rareMethods } from './rare-methods.js';

const { inWeakMap } = exchanges;

const inProperty: Binding = {
  find: (message) => (message as Marked)[EXCHANGE],
  asksListeners: true,
};
/**
 * For objects that inherit from Node's prototypes: the methods there look into the property, and would bind once more.
 */
const aboveNode: Binding = { find: (message) => inWeakMap.get(message), asksListeners: true };

/** The same functions for every request. */
const onObjects = { ...boundMethods(inProperty), ...rareMethods(inProperty) };
const onHeirs = { ...boundMethods(aboveNode), ...rareMethods(aboveNode) };

/**
 * Notes a request and its response as belonging to `exchange`, and makes their listeners and callbacks run in its
 * context. They are bound when they are called: wrappers that are made when a listener is added break its removal.
 *
 * For pairs whose methods are not bound on Node's prototypes: they get them on the objects, unless an adapter has put
 * them on the prototypes of its framework.
 *
 * @param reply - Undefined for a request that has no response, such as that of a WebSocket.
 */
export function bindPair(request: object, reply: object | undefined, exchange: Exchange): void {
  const bare = request as Replaceable;
  const bareReply: Replaceable | undefined = reply;
  const areBound =
    boundWhere(bare.emit) === 'WeakMap' &&
    (bareReply === undefined || boundWhere(bareReply.emit) === 'WeakMap');
  const isHeir = request instanceof IncomingMessage || reply instanceof ServerResponse;
  if (areBound || isHeir) noteInWeakMap(request, reply, exchange);
  else noteInProperty(request, reply, exchange);
  if (areBound) return;
  keepOwn(bare);
  if (bareReply !== undefined) keepOwn(bareReply);
  if (isHeir) bindOther(bare, bareReply, onHeirs);
  else if (typeof bareReply?.createPushResponse === 'function') bindHttp2(bare, bareReply);
  else bindOther(bare, bareReply, onObjects);
}

/**
 * Also binds `setTimeout` and `createPushResponse`: they call back by way of the raw stream, which knows no request.
 */
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

/** Binds what a framework, a test or another library made: only the methods that are there. */
function bindOther(
  request: Replaceable,
  reply: Replaceable | undefined,
  bound: typeof onObjects,
): void {
  replaceMethods(request, bound.request);
  if (reply !== undefined) replaceMethods(reply, { ...bound.reply, ...bound.interim });
}

function replaceMethods(target: Replaceable, methods: Readonly<Record<string, Method>>): void {
  const own = target as unknown as Record<string, unknown>;
  for (const [name, method] of Object.entries(methods))
    // A frozen object keeps its method.
    if (typeof own[name] === 'function') Reflect.set(own, name, method);
}
