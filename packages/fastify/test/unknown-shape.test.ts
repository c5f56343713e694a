import { Local, request } from '@aiolocals/core';
import { contextPlugin } from '@aiolocals/fastify';
import { expect, test, vi } from 'vitest';
import { fastify } from './support.js';

// In a file of its own: a process looks only once for where the route of a request is.

const currentId = (): string => Local.peek(request)?.id ?? 'none';
const inbound = { url: '/', headers: { 'x-request-id': 'a1' } };

test('a Fastify that keeps its hooks elsewhere is warned of once, and requests have their context', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const app = fastify();
  // As a later version may do: the route is there, but is not recognised.
  app.addHook('onRequest', async (req) => {
    const own = req as unknown as Record<symbol, object>;
    for (const symbol of Object.getOwnPropertySymbols(own)) {
      if (symbol.description !== 'fastify.context') continue;
      const value = own[symbol] as object;
      Reflect.deleteProperty(own, symbol);
      Object.setPrototypeOf(
        own,
        Object.create(Object.getPrototypeOf(own) as object, { [symbol]: { value } }) as object,
      );
    }
  });
  app.register(contextPlugin);
  app.get('/', async () => currentId());
  expect((await app.inject(inbound)).body).toBe('a1');
  expect((await app.inject(inbound)).body).toBe('a1');
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toMatch(/cannot find the hooks of a request in this version/);
  warn.mockRestore();
});
