// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Context } from '@aiolocals/core';

/** Returns the origin of a server that answers after a turn, outside any context. It lasts as long as the process. */
export async function answeringServer() {
  return await listening(
    createServer((incoming, response) => {
      incoming.resume().on('end', () => setImmediate(() => response.end('ham')));
    }),
  );
}

/** Returns the origin of a server, once it listens. */
export async function listening(/** @type {import('node:http').Server} */ server) {
  Context.exit(() => server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}
