import { Socket } from 'node:net';
import {
  boundEmitterMethods,
  EMITTER_METHODS,
  type EmitterMethods,
  type Listener,
} from '../../../internal/storage/emitter-methods.js';
import { isExtensibleEmitter } from '../../../internal/storage/is-emitter.js';
import type { Context } from '../../../types/context.js';
import { contextOf } from '../../context-of.js';
import { frameFor } from '../frame-for.js';
import { storage } from '../exchange.js';
import { receivedLast } from './received-last.js';

const BOUND: unique symbol = Symbol('aiolocals.boundSocket');

/** A connection, with the private properties that Node sets on it. */
export type Connection = Socket & {
  [BOUND]?: true;
  /** The response that has the connection now. */
  readonly _httpMessage?: object | null;
  /** Undefined or null once a request has taken the connection over. */
  readonly parser?: {
    readonly incoming?: { readonly complete?: boolean } | null;
  } | null;
};

/** By connection: the context of the request that took it over, such as that of a WebSocket. */
const owners = new WeakMap<object, Context>();

/** Notes that a connection belongs to one request from now on. */
export function giveSocketTo(context: Context, socket: object): void {
  owners.set(socket, context);
}

/**
 * Returns the context of the request that is underway on a connection: of the response that has the connection, or of
 * the request that took it over. Several may wait behind that one.
 */
export function underwayOn(socket: Connection): Context | undefined {
  const { _httpMessage: message } = socket;
  const context =
    message === undefined || message === null ? owners.get(socket) : contextOf(message);
  return context === undefined || context.closed ? undefined : context;
}

/** Returns the context of the request whose body is being received, or of the one that is underway. */
export function receivingOn(socket: Connection): Context | undefined {
  const incoming = socket.parser?.incoming ?? receivedLast(socket);
  if (incoming !== undefined && incoming.complete !== true) {
    const context = contextOf(incoming);
    if (context !== undefined) return context;
  }
  return underwayOn(socket);
}

/**
 * Makes events of a connection run in the context of the request that is underway on it, and outside any context if
 * there is none. A listener that was added for a request runs in the context of that request, as with any emitter: also
 * while a later one is underway, because what it closes over is its own request's.
 */
export function bindSocket(given: object): void {
  const socket = given as Connection;
  if (socket[BOUND] === true || !isExtensibleEmitter(socket)) return;
  define(socket, BOUND, true);
  const inherited = Object.hasOwn(socket, 'emit') ? socket.emit : undefined;
  define(socket, 'emit', function emit(this: Connection, event: string, ...values: unknown[]) {
    const original = inherited ?? (Object.getPrototypeOf(socket) as Connection).emit;
    // What arrives may be the head of a request that nobody knows yet.
    const isUnread = (event === 'data' || event === 'readable') && !owners.has(socket);
    if (isUnread) return Reflect.apply(original, this, [event, ...values]);
    const context = underwayOn(socket);
    const frame = context === undefined ? null : frameFor(context);
    return storage.run(frame, Reflect.apply, original, this, [event, ...values]);
  });
  bindListeners(socket as unknown as EmitterMethods & Connection);
}

function bindListeners(socket: EmitterMethods & Connection): void {
  const plain = originalsOf(socket);
  const bound = boundEmitterMethods(plain, bindTo);
  // Node adds and removes listeners for each response, outside any context: this has to be cheap.
  let isAnyBound = false;
  for (const name of ADDING) {
    const [addPlainly, addBound] = [plain[name], bound[name]];
    define(socket, name, function (this: EmitterMethods, event: string, listener: Listener) {
      const store = storage.getStore();
      if (store === undefined || store === null) return addPlainly.call(this, event, listener);
      isAnyBound = true;
      return addBound.call(this, event, listener);
    });
  }
  for (const name of ['off', 'removeListener'] as const) {
    const [removePlainly, removeBound] = [plain[name], bound[name]];
    define(socket, name, function (this: EmitterMethods, event: string, listener: Listener) {
      return isAnyBound
        ? removeBound.call(this, event, listener)
        : removePlainly.call(this, event, listener);
    });
  }
  define(socket, 'rawListeners', bound.rawListeners);
}

const ADDING = ['on', 'addListener', 'prependListener', 'once', 'prependOnceListener'] as const;

/**
 * Returns the methods as they are now. Node puts methods of its own on a connection, and removes them once the
 * connection is taken over: it would remove ours with them.
 */
function originalsOf(socket: EmitterMethods & Connection): EmitterMethods {
  const isOfNode = socket instanceof Socket;
  const methods: Record<string, unknown> = Object.fromEntries(
    EMITTER_METHODS.map((name) => [name, socket[name]]),
  );
  for (const name of ADDING) {
    const own = socket[name];
    if (!isOfNode || !Object.hasOwn(socket, name)) continue;
    const inherited = (Object.getPrototypeOf(socket) as EmitterMethods)[name];
    methods[name] = function (this: EmitterMethods, event: string, listener: Listener) {
      return (socket.parser ? own : inherited).call(this, event, listener);
    };
  }
  return methods as unknown as EmitterMethods;
}

/** Only called where there is a context. */
function bindTo(listener: Listener): Listener {
  const store = storage.getStore() as Context;
  return function (this: unknown, ...args) {
    return storage.getStore() === store
      ? Reflect.apply(listener, this, args)
      : storage.run(store, Reflect.apply, listener, this, args);
  };
}

function define(target: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
