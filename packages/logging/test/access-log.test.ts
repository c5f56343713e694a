import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openRequest } from '@aiolocals/core/http';
import { configureLogging, type LoggingOptions } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';

/** A server that answers with the status in the path, or never. */
async function serve<Result>(
  fn: (origin: string, server: Server) => Promise<Result>,
): Promise<Result> {
  const server = createServer((req, res) => {
    openRequest(req, res).enter(() => {
      const status = Number(req.url?.slice(1, 4));
      winston.debug('working');
      if (status > 0) res.writeHead(status).end('body');
      else res.write('begun');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await fn(`http://127.0.0.1:${port}`, server);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

async function get(url: string): Promise<void> {
  await (await fetch(url, { headers: { 'X-Request-ID': 'REQ1' } })).text();
}

/** Serves, and resolves to the lines when all requests are finished. */
async function linesOf(
  options: Omit<LoggingOptions, 'logConfiguration'>,
  use: (origin: string, server: Server) => Promise<void>,
): Promise<string[]> {
  const { lines } = configured(options);
  await serve(use);
  return lines;
}

test('the access log prints a line for each request that is finished', async () => {
  const lines = await linesOf({ debug: false, accessLog: true }, async (origin) => {
    await get(`${origin}/200?secret=1`);
    await get(`${origin}/404`);
    await get(`${origin}/500`);
  });
  expect(parse(lines)).toMatchObject(
    [
      ['info', '/200', 200],
      ['warn', '/404', 404],
      ['error', '/500', 500],
    ].map(([level, path, status]) => ({
      level,
      requestId: 'REQ1',
      requestPath: path,
      message: expect.stringMatching(
        new RegExp(`^GET ${String(path)} ${String(status)} [\\d.]+ ms 4 bytes$`),
      ),
      method: 'GET',
      status,
      duration: expect.any(Number),
      bytes: 4,
      aborted: false,
    })),
  );
  // The path is in the message and in `requestPath`.
  expect(parse(lines).filter((entry) => 'path' in entry)).toEqual([]);
  expect(lines.join()).not.toContain('secret');
});

test('an access line in text shows each value once', async () => {
  const lines = await linesOf({ accessLog: true }, (origin) => get(`${origin}/200`));
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^orders: \[\/200#REQ1\] info - GET \/200 200 [\d.]+ ms 4 bytes$/);
});

test('an access line says that the client went away', async () => {
  const lines = await linesOf({ debug: false, accessLog: true }, async (origin, server) => {
    const accepted = once(server, 'request');
    const client = httpRequest(`${origin}/hang`).on('error', () => undefined);
    client.end();
    const [, res] = (await accepted) as [unknown, NodeJS.EventEmitter];
    const closed = once(res, 'close');
    client.destroy();
    await closed;
  });
  expect(parse(lines)).toMatchObject([
    { level: 'warn', aborted: true, message: expect.stringMatching(/, the client went away$/) },
  ]);
});

test('`accessLog.level` chooses the level of each access line, or none', async () => {
  const level: NonNullable<Parameters<typeof rule>[0]> = ({ status, path }) => {
    if (path === '/200/health') return false;
    if (status === 418) throw new Error('no');
    return status === 200 ? 'warn' : 'silly';
  };
  const lines = await linesOf({ debug: false, accessLog: rule(level) }, async (origin) => {
    await get(`${origin}/200/health`);
    await get(`${origin}/200`);
    await get(`${origin}/201`);
    await get(`${origin}/418`);
  });
  expect(parse(lines)).toMatchObject([
    { level: 'warn', status: 200 },
    { level: 'warn', status: 418 },
  ]);
});

function rule(level: (summary: { status: number; path: string }) => string | false): {
  level: typeof level;
} {
  return { level };
}

test('an error status releases the held lines of its request', async () => {
  const lines = await linesOf(
    { debug: false, accessLog: true, fingersCrossed: true },
    async (origin) => {
      await get(`${origin}/200`);
      await get(`${origin}/500`);
    },
  );
  expect(parse(lines)).toMatchObject([
    { level: 'info', status: 200 },
    { message: 'working', requestPath: '/500' },
    { level: 'error', status: 500 },
  ]);
});

test('the access log is off by default, and stops when logging is configured again without it', async () => {
  configured({ debug: false, accessLog: true });
  const lines = await linesOf({ debug: false }, (origin) => get(`${origin}/200`));
  expect(lines).toEqual([]);
});

test('`accessLog` of the wrong kind is refused with a clear message', () => {
  expect(() => configureLogging('orders', { accessLog: 1 as never })).toThrow(
    new TypeError('Expected `accessLog` to be a boolean or an object, got `1` (number)'),
  );
  expect(() => configureLogging('orders', { accessLog: { level: 'info' as never } })).toThrow(
    new TypeError("Expected `accessLog.level` to be a function, got `'info'` (string)"),
  );
});

test('an access line whose level the logger does not have gets the default level, with one warning', async () => {
  const warned = once(process, 'warning') as Promise<[Error]>;
  const lines = await linesOf({ debug: false, accessLog: rule(() => 'wran') }, (origin) =>
    get(`${origin}/200`),
  );
  expect(parse(lines)).toMatchObject([{ level: 'info', status: 200 }]);
  expect((await warned)[0].message).toMatch(
    /^`accessLog.level` returned `'wran'`.* did you mean `warn`\?/,
  );
});

test('an `accessLog.level` that fails later, as an async function does, ends neither the line nor the process', async () => {
  const rejections: unknown[] = [];
  const listen = (reason: unknown): number => rejections.push(reason);
  process.on('unhandledRejection', listen);
  const level = (async () => Promise.reject(new Error('no level'))) as unknown as () => string;
  const lines = await linesOf({ debug: false, accessLog: rule(level) }, (origin) =>
    get(`${origin}/404`),
  );
  await new Promise(setImmediate);
  process.off('unhandledRejection', listen);
  expect(parse(lines)).toMatchObject([{ level: 'warn', status: 404 }]);
  expect(rejections).toEqual([]);
});
