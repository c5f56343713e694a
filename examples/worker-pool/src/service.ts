// `POST /hash` answers with the hash of the body. Stops at SIGTERM, when all requests are answered.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { openRequest } from '@aiolocals/core/http';
import { configureLogging } from '@aiolocals/logging';
import { ContextPool } from '@aiolocals/workers/piscina';
import winston from 'winston';

const logger = configureLogging('service', { debug: false });
const filename = fileURLToPath(new URL('hash.js', import.meta.url));
const pool = new ContextPool<string, string>({ filename, minThreads: 2, maxThreads: 2 });

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const hash = await pool.run(await text(req));
  winston.info('answered');
  res.end(hash);
}

const server = createServer((req, res) => {
  const context = openRequest(req, res);
  context.enter(() => {
    answer(req, res).catch((error: unknown) => {
      winston.error('failed', { error });
      res.writeHead(500).end();
    });
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

await once(process, 'SIGTERM');
server.close();
server.closeIdleConnections();
await once(server, 'close');
await pool.close();
await logger.flush();
