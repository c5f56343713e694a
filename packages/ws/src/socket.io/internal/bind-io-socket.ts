import { openContext } from '@aiolocals/core';
import { Connection, contextOfBound, mark } from '../../internal/connection.js';
import type { Delivery } from '../../internal/delivery.js';
import { type Emitter, emitFollowed } from '../../internal/emit-followed.js';
import { openMessage } from '../../internal/open-message.js';
import type { Policy } from '../../internal/policy.js';
import { apply, replaceMethod, type Replacement } from '../../internal/replace-method.js';
import { deliver } from './deliver.js';
import { type Session, sessionOf } from './session.js';
import type { IoSocket, Packet } from './shapes.js';

/** The socket of a namespace, with its context. */
export interface BoundSocket {
  readonly connection: Connection;
  readonly session: Session;
  /** Ends its context. */
  readonly end: () => void;
}

const sockets = new WeakMap<IoSocket, BoundSocket>();

/**
 * Makes the listeners and callbacks of a socket run in its context, and those of a message in one of its own. Returns
 * undefined if another copy of this package has done so.
 */
export function bindIoSocket(socket: IoSocket, policy: Policy): BoundSocket | undefined {
  const before = sockets.get(socket);
  if (before !== undefined || contextOfBound(socket) !== undefined) return before;
  const session = sessionOf(socket.conn, policy);
  if (session === undefined) return undefined;

  const opened = openContext({ parent: session.connection.context, name: 'socket' });
  const connection = new Connection(opened, policy);
  const end = (): void => {
    session.ends.delete(end);
    connection.end();
  };
  session.ends.add(end);
  const bound: BoundSocket = { connection, session, end };
  sockets.set(socket, bound);
  mark(socket, connection);
  replaceMethods(socket, connection, end);
  return bound;
}

function replaceMethods(socket: IoSocket, connection: Connection, end: () => void): void {
  const entering: Replacement = (target, original, args) =>
    connection.enter(apply, original, target, args);
  replaceMethod(socket, 'onevent', (target, original, args) => {
    const [packet] = args as [Packet];
    deliver(target as IoSocket, original, args, openMessage(connection, packet.data));
  });
  // Answers of the client, and what others send to it.
  replaceMethod(socket, 'onack', entering);
  replaceMethod(socket, 'notifyOutgoingListeners', entering);
  replaceMethod(socket, 'emit', (target, original, args) =>
    apply(original, target, connection.bindCallbacks(args)),
  );

  let leaving: Delivery | undefined;
  replaceMethod(socket, 'emitReserved', (target, original, args) => {
    const [event, reason] = args;
    if (event !== 'disconnecting' && event !== 'disconnect')
      return connection.enter(apply, original, target, args);
    leaving ??= connection.leave(`The socket was disconnected (${String(reason)})`);
    const delivery = leaving;
    try {
      return delivery.context.enter(emitFollowed, target as Emitter, original, args, delivery);
    } finally {
      if (event === 'disconnect') {
        delivery.done();
        end();
      }
    }
  });
}
