import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Context } from '@aiolocals/core';
import { openConnection } from '@aiolocals/core/http';
import { Connection, contextOfBound, mark } from './connection.js';
import { type Emitter, emitFollowed } from './emit-followed.js';
import { followHandlers } from './follow-handlers.js';
import { openMessage } from './open-message.js';
import type { Policy } from './policy.js';
import { apply, type Method, replaceMethod, type Replacement } from './replace-method.js';

/** The code of a connection that ended without a closing frame. */
const LOST = 1006;

/**
 * Makes the listeners and callbacks of a WebSocket run in its context, and those of a message in one of its own. Returns
 * the context.
 */
export function bindSocket(socket: object, req: IncomingMessage, policy: Policy): Context {
  const before = contextOfBound(socket);
  if (before !== undefined) return before;
  const connection = new Connection(openConnection(req, policy.request), policy);
  mark(socket, connection);
  replaceMethod(socket, 'emit', emitting(connection));
  for (const name of ['send', 'ping', 'pong']) {
    replaceMethod(socket, name, (target, original, args) =>
      apply(original, target, connection.bindCallbacks(args)),
    );
  }
  followHandlers(socket);
  return connection.context;
}

function emitting(connection: Connection): Replacement {
  return (target, original, args) => {
    const [event, ...values] = args;
    if (event === 'close') return close(connection, target, original, args);
    if ((target as EventEmitter).listenerCount(event as string) === 0 && event !== 'error')
      return apply(original, target, args);
    if (event !== 'message') return connection.enter(apply, original, target, args);
    const delivery = openMessage(connection, values);
    try {
      return delivery.context.enter(emit, target, original, args, delivery);
    } finally {
      delivery.done();
    }
  };
}

function close(
  connection: Connection,
  target: object,
  original: Method,
  args: readonly unknown[],
): unknown {
  const [, code] = args;
  const reason = `The WebSocket was closed (${String(code)})`;
  const delivery = connection.leave(reason);
  try {
    return delivery.context.enter(emit, target, original, args, delivery);
  } finally {
    delivery.done();
    connection.end(code === LOST ? reason : undefined);
  }
}

function emit(
  target: object,
  original: Method,
  args: readonly unknown[],
  delivery: Parameters<typeof emitFollowed>[3],
): unknown {
  // A class that extends WebSocket may have an `emit` of its own, which must get the socket itself.
  const isPlain = original === (EventEmitter.prototype.emit as Method);
  return isPlain
    ? emitFollowed(target as Emitter, original, args, delivery)
    : apply(original, target, args);
}
