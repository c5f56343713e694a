import { CancelledError, Context, openContext, type OpenContext, request } from '@aiolocals/core';
import { contextOf } from '@aiolocals/core/http';

interface Client {
  /** socket.io's: the request of the handshake. */
  readonly request?: object;
}

const connections = new WeakMap<object, OpenContext>();
/** The contexts of the requests that connections began with. */
const handshakes = new WeakMap<object, Context>();

/**
 * Returns the context of a connection. It starts from the state of its handshake, such as the id and the tenant, and ends
 * with the connection: the handshake of a polling client ends long before.
 *
 * @param message - The request of the handshake, if the adapter hands it out.
 */
export function connectionOf(client: object, message?: object): Context {
  const known = connections.get(client);
  if (known !== undefined) return known.context;
  const handshake = message ?? (client as Client).request;
  const parent = (handshake && contextOf(handshake)) ?? null;
  const ident = parent === null ? {} : { ident: parent.ident };
  const opened = openContext({ parent, detached: true, name: 'connection', ...ident });
  if (parent === null) {
    opened.context.enter(() => {
      request.id = opened.context.ident;
    });
  }
  connections.set(client, opened);
  if (parent !== null) handshakes.set(client, parent);
  return opened.context;
}

/** Cancels what still works for a connection that has ended, and closes its context. */
export function endConnection(client: object): void {
  connections.get(client)?.close({ error: new CancelledError('the connection has ended') });
}

/**
 * Returns the context of the message that is being handled, if another library, such as `@aiolocals/ws`, has opened one
 * within the handshake of the connection.
 */
export function messageWithin(client: object): Context | undefined {
  const handshake = handshakes.get(client);
  const current = Context.current();
  if (handshake === undefined || current === undefined || current === handshake) return undefined;
  return current.isWithin(handshake) ? current : undefined;
}
