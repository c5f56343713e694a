import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const ANSWER =
  'HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

const warned = new WeakSet<object>();

/** Ends a handshake whose `setup` failed, as `ws` ends one that is not valid: by its listeners, or else by an answer. */
export function refuseUpgrade(
  server: object,
  error: unknown,
  socket: Duplex,
  req: IncomingMessage,
): void {
  const emitter = server as EventEmitter;
  if (emitter.listenerCount('wsClientError') > 0) {
    emitter.emit('wsClientError', error, socket, req);
    return;
  }
  socket.once('finish', () => socket.destroy());
  socket.end(ANSWER);
  if (warned.has(server)) return;
  warned.add(server);
  process.emitWarning(
    `\`setup\` failed with ${String(error)}: the handshake is answered with 500. Handle the error in \`setup\`, or listen ` +
      'for `wsClientError` of the server. Reported once',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_SETUP_FAILED' },
  );
}
