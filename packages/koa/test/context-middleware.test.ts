import { once } from 'node:events';
import { request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/koa';
import Koa from 'koa';
import { expect, test } from 'vitest';

test('a handler runs in the context of its request', async () => {
  const app = new Koa();
  app.use(contextMiddleware());
  app.use((ctx) => {
    ctx.body = `${request.id} ${request.path}`;
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const response = await fetch(`http://127.0.0.1:${port}/x?secret`, {
    headers: { 'X-Request-ID': 'abc' },
  });
  expect(await response.text()).toBe('abc /x');
  expect(response.headers.get('x-request-id')).toBe('abc');
  server.close();
});
