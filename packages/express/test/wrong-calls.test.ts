import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contextMiddleware } from '@aiolocals/express';
import type { Express, NextFunction, Request, Response } from 'express';
import { expect, onTestFinished, test } from 'vitest';

const require = createRequire(import.meta.url);

/** Mounts `middleware` and returns what the error handler gets. */
async function errorOf(makeApp: () => Express, middleware: unknown): Promise<string> {
  const app = makeApp();
  app.use(middleware as () => void);
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    res.send(String(error));
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return await response.text();
}

test.each(['express-4', 'express'])(
  'with %s, a middleware that was not called says so',
  async (name) => {
    const message = await errorOf(require(name) as () => Express, contextMiddleware);
    expect(message).toBe(
      'TypeError: Expected `options` to be an object of options, got a request; call `contextMiddleware` where you mount ' +
        'it: `app.use(contextMiddleware())`',
    );
  },
);

test.each<[string, unknown[], string]>([
  ['as Koa calls it', [{ req: {}, res: {} }, async (): Promise<void> => undefined], '`undefined`'],
  ['without `next`', [{}, {}], '`undefined`'],
  ['with nothing', [], '`undefined`'],
  ['with something else', [{}, {}, 'route'], "`'route'` (string)"],
])('a middleware that is called %s says how to call it', (_what, args, got) => {
  const middleware = contextMiddleware() as (...each: unknown[]) => void;
  expect(() => middleware(...args)).toThrow(
    new TypeError(
      `Expected \`next\` to be a function, got ${got}; this middleware of @aiolocals/express is called with (request, ` +
        'response, next): in Koa, use @aiolocals/koa; without a framework, use `openRequest` of @aiolocals/core/http',
    ),
  );
});

test.each([[undefined], [null], ['/path']])('a request that is %j is refused', (request) => {
  const middleware = contextMiddleware() as (...each: unknown[]) => void;
  expect(() => middleware(request, undefined, () => undefined)).toThrow(
    /^Expected `request` to be a request of node:http, .*; call `openRequest\(req, res\)` for each request$/,
  );
});
