import { expected } from '@aiolocals/core/options';
import type { ConnectionOptions } from './connection-options.js';
import { emitOfServer } from './internal/emit-of-server.js';
import { policyMaker } from './internal/policy.js';
import { replaceMethod } from './internal/replace-method.js';
import { closingOfServer, upgrading } from './internal/upgrading.js';

/** The arguments of a message. */
type Message = [data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean];

/** How the contexts of WebSockets and of their messages are opened. */
export interface WebSocketOptions extends ConnectionOptions<Message> {
  /**
   * Whether the answer to the handshake carries the id: `true` in the header that carries it in (or `X-Request-ID`), a
   * string in the header of that name.
   *
   * @default true
   * @example `{ echo: false }`
   */
  readonly echo?: boolean | string;
}

/** What is used of a WebSocketServer. */
export interface BindableServer {
  handleUpgrade(...args: never[]): unknown;
  emit(event: string, ...args: never[]): unknown;
}

const policyOf = policyMaker<Message>('bindWebSocketServer', ['echo']);

/**
 * Gives each connection of a server of `ws` its own context, and each message a child of it. Connections that are open
 * already get none.
 *
 * The context of a connection starts with empty state. It opens with the handshake, with the id that this carries or a
 * new one, and closes after the listeners of `close`. What still works for the connection is cancelled before.
 *
 * A message starts from the state of its connection, and keeps to itself what it sets. Its context closes when its
 * listeners have returned, and the promises that they returned have settled.
 *
 * @returns A function that undoes it. Connections that are open keep their contexts.
 * @throws TypeError if `server` is no WebSocketServer, or an option is not what it should be.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { bindWebSocketServer } from '@aiolocals/ws';
 * import { WebSocketServer } from 'ws';
 *
 * const server = new WebSocketServer({ port: 8080 });
 * bindWebSocketServer(server, { message: { timeout: 5_000 } });
 * server.on('connection', (socket) => {
 *   socket.on('message', (data: Buffer) => console.log(request.id, data.length));
 * });
 * ```
 */
export function bindWebSocketServer(
  server: BindableServer,
  options: WebSocketOptions = {},
): () => void {
  expectServer(server);
  const policy = policyOf(options);
  const undo = [
    ...upgrading(server, policy),
    replaceMethod(server, 'emit', emitOfServer(policy.request.echo)),
    replaceMethod(server, 'close', closingOfServer),
  ];
  return () => {
    for (const each of undo) each();
  };
}

function expectServer(server: unknown): void {
  const { handleUpgrade, emit } = Object(server) as Partial<BindableServer>;
  if (typeof handleUpgrade === 'function' && typeof emit === 'function') return;
  throw expected('server', 'a WebSocketServer of ws 8', server);
}
