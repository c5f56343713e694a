import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/example-framework';
import { expect, onTestFinished, test } from 'vitest';
import { type Handler, serve } from './serve.js';

async function ask(server: Server, headers: Record<string, string> = {}): Promise<Response> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return await fetch(`http://127.0.0.1:${port}/x?secret`, { headers });
}

const answer: Handler = (_request, response) => response.end(`${request.id} ${request.path}`);

test('a request has the id that it came with, its path without the query, and answers with the id', async () => {
  const response = await ask(serve([answer]), { 'X-Request-ID': 'a1' });
  expect(await response.text()).toBe('a1 /x');
  expect(response.headers.get('x-request-id')).toBe('a1');
});

test('a request starts with empty state, whatever context the server listens in', async () => {
  const response = await new Context().run(async () => {
    request.id = 'of-another';
    return await ask(serve([answer]));
  });
  expect(await response.text()).toMatch(/^REQ[0-9a-f]+ \/x$/);
});

test('a middleware mounted twice does what it does mounted once', async () => {
  const chain = [contextMiddleware(), contextMiddleware({ header: 'X-Another' })];
  const headers = { 'X-Request-ID': 'a1', 'X-Another': 'a2' };
  const response = await ask(serve([answer], chain), headers);
  expect(await response.text()).toBe('a1 /x');
});

test('the options reach the request', async () => {
  const tenant = new Local<{ name: string }>({ name: '' });
  const closes = new EventEmitter();
  const closed = once(closes, 'close');
  const middleware = contextMiddleware({
    setup: ({ headers }) => {
      tenant.name = String(headers['x-tenant']);
    },
    onClose: (summary) => void closes.emit('close', summary),
  });
  const server = serve([(_request, response) => response.end(tenant.name)], [middleware]);
  const response = await ask(server, { 'X-Tenant': 't1' });
  expect(await response.text()).toBe('t1');
  expect(await closed).toMatchObject([{ path: '/x', status: 200, bytes: 2, aborted: false }]);
});

test('a `setup` that returns a promise is waited for, and its failure goes to `next`', async () => {
  const tenant = new Local<{ name: string }>({ name: '' });
  const setup = async (): Promise<void> => {
    await Promise.resolve();
    if (request.path === '/missing') throw new Error('no such tenant');
    tenant.name = 't1';
  };
  const middleware = contextMiddleware({ setup });
  const server = createServer((req, res) => {
    middleware(req, res, (error) => res.end(`${tenant.name} ${String(error)}`));
  });
  const response = await ask(server);
  expect(await response.text()).toBe('t1 undefined');
  const failed = await fetch(new URL('/missing', response.url));
  expect(await failed.text()).toBe(' Error: no such tenant');
});

test('a bad option is refused when the middleware is made', () => {
  expect(() => contextMiddleware({ timeout: -1 })).toThrow(TypeError);
});

test('the middleware is called `contextMiddleware`', () => {
  expect(contextMiddleware().name).toBe('contextMiddleware');
});
