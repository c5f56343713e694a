// @ts-check
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/**
 * Serves on a free port of 127.0.0.1, calls `use` with a function that requests a path over one kept-alive connection,
 * and then closes both. The client is a bare socket: the messages of a client of `node:http` pass our methods as well.
 *
 * @template Result
 * @param {import('node:http').Server} server
 * @param {(ask: (path?: string) => Promise<string>) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withServer(server, use) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  await once(socket, 'connect');
  try {
    return await use(async (path = '/') => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      const body = await bodyOf(socket);
      // By now the server has closed its response. A listener for that would add calls to the measurement.
      await setImmediate();
      return body;
    });
  } finally {
    socket.destroy();
    server.close();
    await once(server, 'close');
  }
}

/**
 * Reads one response, which says how long it is.
 *
 * @param {import('node:net').Socket} socket
 */
async function bodyOf(socket) {
  let received = '';
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each part is awaited
    const [part] = await once(socket, 'data');
    received += part;
    const [head = '', body] = received.split('\r\n\r\n');
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    if (body !== undefined && length === undefined) throw new Error(`No length in:\n${head}`);
    if (body !== undefined && Buffer.byteLength(body) >= Number(length)) return body;
  }
}
