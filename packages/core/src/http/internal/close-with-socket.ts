import type { Socket } from 'node:net';
import type { ServerReply, ServerRequest } from '../server-pair.js';
import { abort, closeExchange } from './close-exchange.js';
import type { Exchange } from './exchange.js';

/** The exchanges of a connection whose responses wait for an earlier one, or that have none. */
const waiting = new WeakMap<Socket, Map<Exchange, ServerReply | undefined>>();

/**
 * Closes the exchange of a response that has no connection yet when the connection of its request closes. With
 * pipelining, a response gets the connection when the one before it is finished, and only then emits `close`.
 *
 * @param reply - Undefined for a request that has no response: its connection is all there is of it.
 */
export function closeWithSocket(
  exchange: Exchange,
  request: ServerRequest,
  reply: ServerReply | undefined,
): void {
  const socket = request.socket as Partial<Socket> | null | undefined;
  // A request made by hand may have no connection, or something that only looks like one.
  if (typeof socket?.once !== 'function') return;
  const others = waiting.get(socket as Socket) ?? watch(socket as Socket);
  others.set(exchange, reply);
  exchange.context.onClose(() => others.delete(exchange));
}

/**
 * Stops an exchange without a response from closing with the connection of its request: the caller closes it. Returns
 * false if it was not going to close with it.
 */
export function takeFromSocket(exchange: Exchange, { socket }: ServerRequest): boolean {
  const others = waiting.get(socket);
  return others?.has(exchange) === true && others.get(exchange) === undefined
    ? others.delete(exchange)
    : false;
}

function watch(socket: Socket): Map<Exchange, ServerReply | undefined> {
  const exchanges = new Map<Exchange, ServerReply | undefined>();
  waiting.set(socket, exchanges);
  socket.once('close', () => {
    for (const [exchange, reply] of exchanges) {
      if (reply !== undefined) abort(exchange);
      closeExchange(exchange, reply);
    }
  });
  return exchanges;
}
