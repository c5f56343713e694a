import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket, type WebSocketServer } from 'ws';

/** Listens until the test is over. */
export async function listen(
  server: Server = createServer(),
): Promise<{ server: Server; port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Ends the connections of a server when the test is over: those that were upgraded are no longer of HTTP. */
export function endAfterTest(server: WebSocketServer): WebSocketServer {
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return server;
}

/** Connects a client with an id. */
export function connect(
  port: number,
  id?: string,
  path = '/chat',
  options: ConstructorParameters<typeof WebSocket>[2] = {},
): WebSocket {
  const headers = id === undefined ? {} : { 'X-Request-ID': id };
  const client = new WebSocket(`ws://127.0.0.1:${port}${path}`, ['chat'], {
    headers,
    ...options,
  });
  onTestFinished(() => client.terminate());
  return client;
}
