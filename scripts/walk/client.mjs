// @ts-check
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/**
 * Serves on a free port of 127.0.0.1, calls `use` with a function that requests a path over one kept-alive connection,
 * and then closes both.
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
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    return await use(async (path = '/') => {
      const [response] = await once(get({ host: '127.0.0.1', port, path, agent }), 'response');
      let body = '';
      for await (const chunk of response) body += chunk;
      // By now the server has closed its response. A listener for that would add calls to the measurement.
      await setImmediate();
      return body;
    });
  } finally {
    agent.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}
