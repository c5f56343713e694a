import type { IncomingMessage } from 'node:http';
import { openConnection, setupOf } from '@aiolocals/core/http';
import { Connection, contextOfBound, mark } from '../../internal/connection.js';
import { type Emitter, emitFollowed } from '../../internal/emit-followed.js';
import type { Policy } from '../../internal/policy.js';
import { apply, type Method, replaceMethod } from '../../internal/replace-method.js';
import type { Conn } from './shapes.js';

/** The reasons of a connection that was lost, and that nobody closed. */
const LOST = new Set<unknown>(['transport error', 'ping timeout', 'parse error']);

/** A connection of engine.io, with the sockets of its namespaces. */
export interface Session {
  readonly connection: Connection;
  /** What ends the contexts of its sockets. */
  readonly ends: Set<() => void>;
}

const sessions = new WeakMap<Conn, Session>();

/** Returns the session of a connection, which is opened first if need be; undefined if another copy has bound it. */
export function sessionOf(conn: Conn, policy: Policy): Session | undefined {
  const before = sessions.get(conn);
  if (before !== undefined || contextOfBound(conn) !== undefined) return before;
  const request = conn.request ?? withoutRequest();
  const connection = new Connection(openConnection(request, policy.request), policy);
  const session: Session = { connection, ends: new Set() };
  // It may fail before a socket asks for it. The socket then gets the reason.
  void setupOf(connection.context)?.catch(() => {});
  sessions.set(conn, session);
  mark(conn, connection);
  replaceMethod(conn, 'emit', (target, original, args) =>
    args[0] === 'close'
      ? close(session, target, original, args)
      : connection.enter(apply, original, target, args),
  );
  for (const name of ['send', 'write']) {
    replaceMethod(conn, name, (target, original, args) =>
      apply(original, target, connection.bindCallbacks(args)),
    );
  }
  return session;
}

function close(
  { connection, ends }: Session,
  target: object,
  original: Method,
  args: readonly unknown[],
): unknown {
  const reason = `The connection was closed (${String(args[1])})`;
  const delivery = connection.leave(reason);
  try {
    return delivery.context.enter(emitFollowed, target as Emitter, original, args, delivery);
  } finally {
    delivery.done();
    for (const end of ends) end();
    connection.end(LOST.has(args[1]) ? reason : undefined);
  }
}

/** What a session of WebTransport is opened with. */
function withoutRequest(): IncomingMessage {
  return { headers: {}, method: 'CONNECT', url: '' } as IncomingMessage;
}
