import { IncomingMessage, ServerResponse } from 'node:http';
import { requestLifecycle } from '../../internal/context/request-lifecycle.js';
import type { Context } from '../../types/context.js';
import { bindCallback, type BoundMethods, callEmit } from './bound-methods.js';
import { abort, closeExchange } from './close-exchange.js';
import { countBody } from './count-body.js';
import { EXCHANGE, type Marked, storage } from './exchange.js';
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
 * through here: what V8 learns about one kind of object would not hold for the others.
 */
function nodeMethods(ofRequest: Methods, ofReply: Methods): BoundMethods {
  const request = {
    emit(this: Marked & Replaceable, event: unknown, ...values: unknown[]): unknown {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return callEmit(ofRequest.emit, this, event, values);
      if (event === 'aborted') abort(exchange);
      return emitIn(exchange.context, ofRequest.emit, this, event, values);
    },
  };

  const reply = {
    emit(this: Marked & Replaceable & ServerReply, event: unknown, ...values: unknown[]): unknown {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return callEmit(ofReply.emit, this, event, values);
      if (event === 'finish') exchange.finished = true;
      if (event !== 'close') {
        const learns =
          event === 'finish' &&
          ownListener.ofEnd === undefined &&
          this.listenerCount?.(event) === 1 &&
          isFinishOfNode(this);
        const result = emitIn(exchange.context, ofReply.emit, this, event, values);
        if (learns) learnOwnListener(this);
        return result;
      }
      if (!exchange.finished && !this.writableFinished) abort(exchange);
      try {
        return emitIn(exchange.context, ofReply.emit, this, event, values);
      } finally {
        // Nearly all requests have no summary to hand out first.
        if (exchange.started === undefined) requestLifecycle.closeRequest(exchange.context);
        else closeExchange(exchange, this);
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

function emitIn(
  context: Context,
  emit: Method,
  target: Replaceable,
  event: unknown,
  values: readonly unknown[],
): unknown {
  const store = storage.getStore();
  // An `error` event without a listener throws.
  const count = store === context || event === 'error' ? undefined : target.listenerCount?.(event);
  const reachesNobody =
    count === 0 ||
    (count === 1 &&
      event === 'end' &&
      ownListener.ofEnd !== undefined &&
      target.rawListeners?.(event)[0] === ownListener.ofEnd);
  if (store === context || reachesNobody) return callEmit(emit, target, event, values);
  // Events of the socket come from outside any context.
  const frame = store === undefined ? context : frameFor(context);
  return storage.run(frame, callEmit, emit, target, event, values);
}

/** Calls a method that sends something, with its callback bound. */
function callIn(context: Context, method: Method, target: object, args: unknown[]): unknown {
  const bound = bindCallback(context, args);
  return storage.getStore() === context
    ? Reflect.apply(method, target, bound)
    : storage.run(frameFor(context), Reflect.apply, method, target, bound);
}
