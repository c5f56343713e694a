import type { Socket } from 'node:net';
import type { ServerReply, ServerRequest } from '../server-pair.js';
import { abort, closeExchange } from './close-exchange.js';
import type { Exchange } from './exchange.js';

/** The exchanges of a connection whose responses wait for an earlier one. */
const waiting = new WeakMap<Socket, Map<Exchange, ServerReply>>();

/**
 * Closes the exchange of a response that has no connection yet with that of its request: Node tells a response of that
 * only once it has the socket, and with pipelining it has not until the response before it is finished.
 */
export function closeWithSocket(
  exchange: Exchange,
  request: ServerRequest,
  reply: ServerReply,
): void {
  const { socket } = request;
  // A request that somebody made by hand may have no connection, or something that only looks like one.
  if (typeof (socket as Partial<Socket> | undefined)?.once !== 'function') return;
  const others = waiting.get(socket) ?? watch(socket);
  others.set(exchange, reply);
  exchange.context.onClose(() => others.delete(exchange));
}

function watch(socket: Socket): Map<Exchange, ServerReply> {
  const exchanges = new Map<Exchange, ServerReply>();
  waiting.set(socket, exchanges);
  socket.once('close', () => {
    for (const [exchange, reply] of exchanges) {
      abort(exchange);
      closeExchange(exchange, reply);
    }
  });
  return exchanges;
}
