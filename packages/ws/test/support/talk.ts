import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { bindWebSocketServer, type WebSocketOptions } from '@aiolocals/ws';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { connect, endAfterTest, listen } from './serve.js';

export interface Talk {
  readonly server: WebSocketServer;
  readonly port: number;
  readonly undo: () => void;
}

export type Handle = (socket: WebSocket, req: IncomingMessage) => unknown;

/** Serves WebSockets that are bound until the test is over. */
export async function talk(
  handle: Handle,
  options?: WebSocketOptions,
  serverOptions: ServerOptions = {},
): Promise<Talk> {
  const { server: http, port } = await listen(createServer());
  const server = endAfterTest(new WebSocketServer({ server: http, ...serverOptions }));
  const undo = bindWebSocketServer(server, options);
  server.on('connection', handle);
  return { server, port, undo };
}

/** Connects a client, and resolves when it is connected. */
export async function opened(...args: Parameters<typeof connect>): Promise<WebSocket> {
  const client = connect(...args);
  await once(client, 'open');
  return client;
}

/** Sends a text, and resolves with the next answer. */
export async function ask(client: WebSocket, text: string): Promise<string> {
  const answered = once(client, 'message');
  client.send(text);
  const [data] = (await answered) as [Buffer];
  return data.toString();
}

/** Connects a client, and resolves with the first text that it is sent. */
export async function greeting(...args: Parameters<typeof connect>): Promise<string> {
  const [data] = (await once(connect(...args), 'message')) as [Buffer];
  return data.toString();
}
