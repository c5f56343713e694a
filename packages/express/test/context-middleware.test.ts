import { once } from 'node:events';
import { request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/express';
import express from 'express';
import { expect, test } from 'vitest';

test('a handler runs in the context of its request', async () => {
  const app = express();
  app.use(contextMiddleware());
  app.get('/x', (_req, res) => {
    res.send(`${request.id} ${request.path}`);
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
