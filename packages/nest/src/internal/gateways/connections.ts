import { type Context, openContext, type OpenContext, request } from '@aiolocals/core';
import { contextOf } from '@aiolocals/core/http';

interface Client {
  /** socket.io's: the request of the handshake. */
  readonly request?: object;
}

const connections = new WeakMap<object, OpenContext>();

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
  const opened = openContext({ parent, detached: true, name: 'connection' });
  if (parent === null) {
    opened.context.enter(() => {
      request.id = opened.context.ident;
    });
  }
  connections.set(client, opened);
  return opened.context;
}

/** Closes the context of a connection that is lost. Its last listeners may still enter it. */
export function endConnection(client: object): void {
  connections.get(client)?.close();
}
