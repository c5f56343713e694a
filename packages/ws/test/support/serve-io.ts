import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server as IoServer } from 'socket.io';
import {
  io as connectIo,
  type ManagerOptions,
  type Socket,
  type SocketOptions,
} from 'socket.io-client';
import { onTestFinished } from 'vitest';
import type { SocketIo } from './io-versions.js';
import { listen } from './serve.js';

export interface ServedIo {
  readonly io: IoServer;
  readonly port: number;
}

/** Serves until the test is over. */
export async function serveIo(
  { Server }: SocketIo,
  options: ConstructorParameters<SocketIo['Server']>[1] = {},
): Promise<ServedIo> {
  const http = createServer((_req, res) => res.end());
  const io = new Server(http, options);
  onTestFinished(async () => {
    await (io.close() as unknown);
  });
  const { port } = await listen(http);
  return { io, port };
}

/** Connects a client with an id, by the transports that are named. */
export function connectClient(
  port: number,
  id: string | undefined,
  options: Partial<ManagerOptions & SocketOptions> = {},
  namespace = '/',
): Socket {
  const client = connectIo(`http://127.0.0.1:${port}${namespace}`, {
    forceNew: true,
    reconnection: false,
    ...(id !== undefined && { extraHeaders: { 'X-Request-ID': id } }),
    ...options,
  });
  onTestFinished(() => void client.disconnect());
  return client;
}

/** Resolves when a client is connected. */
export async function connected(client: Socket): Promise<Socket> {
  if (!client.connected) await once(client as never, 'connect');
  return client;
}
