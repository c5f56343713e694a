import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Local, request } from '@aiolocals/core';
import {
  contextMiddleware as expressMiddleware,
  type RequestOptions,
  type RequestSummary,
} from '@aiolocals/express';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import { bareExpressAdapters, bareKoaAdapters } from '@aiolocals/contract';
import { describe, expect, onTestFinished, test } from 'vitest';

interface Framework {
  readonly name: string;
  readonly contextMiddleware: (options?: RequestOptions) => { readonly name: string };
  /** Serves what `answer` returns behind one middleware for each of `options`. */
  readonly serve: (options: readonly RequestOptions[], answer: () => string) => Promise<Server>;
}

const frameworks: readonly Framework[] = [
  ...bareExpressAdapters.map((adapter): Framework => ({
    name: adapter.name,
    contextMiddleware: expressMiddleware,
    serve: async (options, answer) =>
      (await adapter.serve((app) => {
        for (const one of options) app.use(expressMiddleware(one));
        app.use((_req, res) => res.send(answer()));
      })) as Server,
  })),
  ...bareKoaAdapters.map((adapter): Framework => ({
    name: adapter.name,
    contextMiddleware: koaMiddleware,
    serve: async (options, answer) =>
      (await adapter.serve((app) => {
        for (const one of options) app.use(koaMiddleware(one));
        app.use((ctx) => {
          ctx.body = answer();
        });
      })) as Server,
  })),
];

async function ask(server: Server, headers: Record<string, string>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const options = { port, host: '127.0.0.1', path: '/x?secret', headers, agent: false } as const;
  const [incoming] = (await once(get(options), 'response')) as [IncomingMessage];
  return await text(incoming);
}

describe.each(frameworks)('the middleware for $name', ({ contextMiddleware, serve }) => {
  test('gives the request its id and its path', async () => {
    const server = await serve([{}], () => `${request.id} ${request.path}`);
    expect(await ask(server, { 'X-Request-ID': 'a1' })).toBe('a1 /x');
  });

  test('mounted twice does what it does mounted once', async () => {
    const server = await serve([{}, { header: 'X-Another' }], () => request.id);
    expect(await ask(server, { 'X-Request-ID': 'a1', 'X-Another': 'a2' })).toBe('a1');
  });

  test('hands its options on', async () => {
    const summaries: RequestSummary[] = [];
    const tenant = new Local<{ name: string }>({ name: '' });
    const options: RequestOptions = {
      setup: ({ headers }) => {
        tenant.name = String(headers['x-tenant']);
      },
      onClose: (summary) => void summaries.push(summary),
    };
    const server = await serve([options], () => tenant.name);
    const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'));
    expect(await ask(server, { 'X-Tenant': 't1' })).toBe('t1');
    await closed;
    expect(summaries).toMatchObject([{ path: '/x', status: 200, bytes: 2, aborted: false }]);
  });

  test('refuses bad options when it is made', () => {
    expect(() => contextMiddleware({ timeout: -1 })).toThrow(
      new TypeError(
        'Expected `timeout` to be a number of milliseconds, 0 or more, or a function that returns one, got `-1` (number)',
      ),
    );
  });

  test('has its name', () => {
    expect(contextMiddleware().name).toBe('contextMiddleware');
  });
});
