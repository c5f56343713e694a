import { IncomingMessage, ServerResponse } from 'node:http';
import { requestLifecycle } from '../../internal/context/request-lifecycle.js';
import type { Context } from '../../types/context.js';
import { bindCallback, type BoundMethods } from './bound-methods.js';
import { abort, closeExchange } from './close-exchange.js';
import { countBody } from './count-body.js';
import { EXCHANGE, type Exchange, type Marked, storage } from './exchange.js';
import { frameFor } from './frame-for.js';
import { echoLate } from './late-echo.js';
import { type Method, type Methods, NAMES, type Replaceable } from './original-methods.js';
import { isFinishOfNode, learnOwnListener, ownListener } from './own-listener.js';
import { methodsOf, putMethods } from './put-methods.js';
import { rareMethods } from './rare-methods.js';
import type { ServerReply } from '../server-pair.js';

/** The methods by which a pair is seen to be plain: of Node's own classes, and replaced by nobody. */
type PlainMethods = Partial<Methods>;

/** The methods as they were bound. A method that somebody replaces later does not count as bound. */
let plain: { readonly request: PlainMethods; readonly reply: PlainMethods } | undefined;

/**
 * Whether a pair has no methods but those of Node's two prototypes, as nearly every pair of HTTP/1. They are bound there,
 * once in a process, when the first such pair is opened: the objects stay as Node has made them.
 */
export function isPlain(request: object, response: object): boolean {
  plain ??= bindNode();
  const { reply: methods } = plain;
  const reply = response as Replaceable;
  return (
    (request as Replaceable).emit === plain.request.emit &&
    reply.emit === methods.emit &&
    reply.write === methods.write &&
    reply.end === methods.end &&
    reply.writeHead === methods.writeHead &&
    reply.writeContinue === methods.writeContinue &&
    reply.writeProcessing === methods.writeProcessing &&
    reply.writeEarlyHints === methods.writeEarlyHints &&
    reply.writeInformation === methods.writeInformation
  );
}

/** Another copy of the package may have bound them. */
function bindNode(): NonNullable<typeof plain> {
  const { prototype: ofRequests } = IncomingMessage;
  const { prototype: ofReplies } = ServerResponse;
  const originals = methodsOf(ofReplies);
  const { request, reply } = nodeMethods(methodsOf(ofRequests), originals);
  const interim = rareMethods({ find, originals }).interim;
  putMethods(ofRequests, request, 'property');
  putMethods(ofReplies, { ...reply, ...interim }, 'property');
  return { request: methodsNow(ofRequests), reply: methodsNow(ofReplies) };
}

function methodsNow(prototype: object): PlainMethods {
  const methods = prototype as PlainMethods;
  return Object.fromEntries(NAMES.map((name) => [name, methods[name]]));
}

const find = (message: object) => (message as Marked)[EXCHANGE];

/**
 * Makes what `boundMethods` makes, for Node's two prototypes. Written out, because every event of every request comes
 * through here: what V8 learns about one kind of object would not hold for the others. It makes no list of the arguments
 * as long as they are only counted, taken one by one and passed on.
 */
function nodeMethods(ofRequest: Methods, ofReply: Methods): BoundMethods {
  const request = {
    emit(this: Marked & Replaceable, ...args: unknown[]): unknown {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return Reflect.apply(ofRequest.emit, this, args);
      const event = args[0];
      if (event === 'aborted') abort(exchange);
      const frame = frameOf(exchange.context, this, event);
      if (frame !== undefined) return emitIn(frame, ofRequest.emit, this, ...args);
      if (args.length === 1) return ofRequest.emit.call(this, event);
      if (args.length === 2) return ofRequest.emit.call(this, event, args[1]);
      return Reflect.apply(ofRequest.emit, this, args);
    },
  };

  const reply = {
    emit(this: Marked & Replaceable & ServerReply, ...args: unknown[]): unknown {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return Reflect.apply(ofReply.emit, this, args);
      const event = args[0];
      const isClose = event === 'close';
      const learns = event === 'finish' && finish(exchange, this);
      if (isClose && !exchange.finished && !this.writableFinished) abort(exchange);
      try {
        const frame = frameOf(exchange.context, this, event);
        if (frame !== undefined) return emitIn(frame, ofReply.emit, this, ...args);
        if (args.length === 1) return ofReply.emit.call(this, event);
        if (args.length === 2) return ofReply.emit.call(this, event, args[1]);
        return Reflect.apply(ofReply.emit, this, args);
      } finally {
        if (isClose) close(exchange, this);
        else if (learns) learnOwnListener(this);
      }
    },

    write(this: Marked & ServerReply, ...args: unknown[]): unknown {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return Reflect.apply(ofReply.write, this, args);
      const result = callIn(exchange.context, ofReply.write, this, args);
      if (exchange.started !== undefined) exchange.bytes += countBody(exchange, this, args);
      return result;
    },

    end(this: Marked & ServerReply, ...args: unknown[]): unknown {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return Reflect.apply(ofReply.end, this, args);
      const { bytes } = exchange;
      const result = callIn(exchange.context, ofReply.end, this, args);
      // What another library has put in the place of Node's `end` may write through `write`.
      const isCounted = exchange.started === undefined || exchange.bytes !== bytes;
      if (!isCounted) exchange.bytes += countBody(exchange, this, args);
      return result;
    },

    writeHead(this: Marked & ServerReply, ...args: unknown[]): unknown {
      const exchange = this[EXCHANGE];
      if (exchange?.isEchoLate === true) echoLate(this, exchange, args);
      return exchange === undefined || storage.getStore() === exchange.context
        ? Reflect.apply(ofReply.writeHead, this, args)
        : storage.run(frameFor(exchange.context), Reflect.apply, ofReply.writeHead, this, args);
    },
  };

  return { request, reply };
}

/** Returns the frame that an event has to be emitted in; undefined if it can be emitted as it comes. */
function frameOf(context: Context, target: Replaceable, event: unknown): Context | undefined {
  const store = storage.getStore();
  if (store === context) return undefined;
  // An `error` event without a listener throws.
  const count = event === 'error' ? undefined : target.listenerCount?.(event);
  if (count === 0) return undefined;
  const isOnlyOfNode =
    count === 1 &&
    event === 'end' &&
    ownListener.ofEnd !== undefined &&
    target.rawListeners?.(event)[0] === ownListener.ofEnd;
  if (isOnlyOfNode) return undefined;
  // Events of the socket come from outside any context.
  return store === undefined ? context : frameFor(context);
}

function emitIn(frame: Context, emit: Method, target: object, ...args: unknown[]): unknown {
  return storage.run(frame, Reflect.apply, emit, target, args);
}

/** Notes that a response has finished, and returns whether Node's own listener can be learned from it. */
function finish(exchange: Exchange, reply: Replaceable): boolean {
  exchange.finished = true;
  return (
    ownListener.ofEnd === undefined &&
    reply.listenerCount?.('finish') === 1 &&
    isFinishOfNode(reply)
  );
}

function close(exchange: Exchange, reply: ServerReply): void {
  // Nearly all requests have no summary to hand out first.
  if (exchange.started === undefined) requestLifecycle.closeRequest(exchange.context);
  else closeExchange(exchange, reply);
}

/** Calls a method that sends something, with its callback bound. */
function callIn(context: Context, method: Method, target: object, args: unknown[]): unknown {
  const bound = bindCallback(context, args);
  return storage.getStore() === context
    ? Reflect.apply(method, target, bound)
    : storage.run(frameFor(context), Reflect.apply, method, target, bound);
}
