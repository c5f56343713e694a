import { openContext, request } from '@aiolocals/core';
import { enterResult } from '../units/enter-result.js';
import { patternName } from '../units/pattern-name.js';
import { runUnit } from '../units/run-unit.js';
import { connectionOf, endConnection, messageWithin } from './connections.js';

type Callback = (this: unknown, ...args: unknown[]) => unknown;

interface MessageHandler {
  readonly message: unknown;
  readonly callback: Callback;
}

/** What is used of a WebSocket adapter of Nest: that of `ws`, of socket.io, or one of the user's own. */
export interface GatewayAdapter {
  bindClientConnect: (server: unknown, callback: Callback) => unknown;
  bindClientDisconnect?: (client: object, callback: Callback) => unknown;
  bindMessageHandlers: (
    client: object,
    handlers: readonly MessageHandler[],
    transform: unknown,
  ) => unknown;
}

const bound = new WeakSet<GatewayAdapter>();

/** Gives each connection of an adapter a context, and each message a child of it. */
export function bindGatewayAdapter(adapter: GatewayAdapter): void {
  if (bound.has(adapter)) return;
  bound.add(adapter);
  const { bindClientConnect, bindClientDisconnect, bindMessageHandlers } = adapter;
  adapter.bindClientConnect = function (server, callback) {
    return bindClientConnect.call(this, server, function (this: unknown, ...args) {
      const [client, message] = args as [object, object | undefined];
      return connectionOf(client, message).enter((): unknown =>
        Reflect.apply(callback, this, args),
      );
    });
  };
  if (bindClientDisconnect !== undefined) {
    adapter.bindClientDisconnect = function (client, callback) {
      return bindClientDisconnect.call(this, client, function (this: unknown, ...args) {
        const connection = connectionOf(client);
        try {
          return connection.enter((): unknown => Reflect.apply(callback, this, args));
        } finally {
          endConnection(client);
        }
      });
    };
  }
  adapter.bindMessageHandlers = function (client, handlers, transform) {
    const entered = handlers.map((handler) => ({
      ...handler,
      callback: enterMessage(client, handler),
    }));
    return bindMessageHandlers.call(this, client, entered, transform);
  };
}

function enterMessage(client: object, { message, callback }: MessageHandler): Callback {
  const name = patternName(message);
  return function (this: unknown, ...args) {
    const call = (): unknown => Reflect.apply(callback, this, args);
    const opened = messageWithin(client);
    if (opened !== undefined) return enterResult(opened, call(), () => {});
    const unit = openContext({ parent: connectionOf(client), name });
    return runUnit(unit, () => {
      request.id = unit.context.ident;
      request.path = name;
      return call();
    });
  };
}
