import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openRequest, type RequestOptions, requestPolicy } from '@aiolocals/core/http';
import { onTestFinished } from 'vitest';

export type Handler = (req: IncomingMessage, res: ServerResponse) => unknown;

export interface Served {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
}

/** Serves with a handler that runs in the context of each request, until the test is over. */
export async function serve(handler: Handler, options?: RequestOptions): Promise<Served> {
  const policy = requestPolicy(options);
  return await listen(
    createServer((req, res) => {
      openRequest(req, res, policy).enter(handler, req, res);
    }),
  );
}

export async function listen(server: Server): Promise<Served> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}` };
}
