import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Local, request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/koa';
import Koa from 'koa';
import { describe, expect, onTestFinished, test } from 'vitest';

const tenant = new Local({ name: 'nobody' });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function serve(app: Koa): Promise<string> {
  app.silent = true;
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ask(url: string, id = 'a1'): Promise<string> {
  const response = await fetch(url, { headers: { 'X-Request-ID': id } });
  return `${response.status} ${await response.text()}`;
}

/** Makes an app that answers with the id and the tenant, and errors with their message. */
function appOf(...setups: readonly (() => unknown)[]): Koa {
  const app = new Koa();
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      ctx.status = 500;
      ctx.body = error instanceof Error ? error.message : 'no error';
    }
  });
  for (const setup of setups) app.use(contextMiddleware({ setup }));
  app.use((ctx) => {
    ctx.body = `${request.id} ${tenant.name}`;
  });
  return app;
}

describe('a `setup`', () => {
  const set = (name: string) => async (): Promise<void> => {
    await turn();
    tenant.name += ` ${name}`;
  };

  test('that returns a promise is waited for, at the first request of an app and later', async () => {
    const url = await serve(appOf(set('acme')));
    expect([await ask(url), await ask(url, 'b2')]).toEqual([
      '200 a1 nobody acme',
      '200 b2 nobody acme',
    ]);
  });

  test('of each middleware is waited for', async () => {
    const url = await serve(appOf(set('acme'), () => undefined, set('eu')));
    expect(await ask(url)).toBe('200 a1 nobody acme eu');
  });

  test.each<[string, () => unknown]>([
    ['rejects', async () => await Promise.reject(new Error('no such tenant'))],
    [
      'throws',
      () => {
        throw new Error('no such tenant');
      },
    ],
  ])('that %s makes the middleware throw', async (_what, setup) => {
    for (const setups of [[setup], [() => undefined, setup]]) {
      const url = await serve(appOf(...setups));
      expect([await ask(url), await ask(url)]).toEqual([
        '500 no such tenant',
        '500 no such tenant',
      ]);
    }
  });

  test('that rejects is reported in the context of its request, with the id on the answer', async () => {
    const app = new Koa();
    const seen: string[] = [];
    app.on('error', (error: Error) => seen.push(`${request.id} ${error.message}`));
    const setup = async (): Promise<void> => {
      await turn();
      throw new Error('no such tenant');
    };
    app.use(contextMiddleware({ setup }));
    const url = await serve(app);
    for (const id of ['a1', 'b2']) {
      const response = await fetch(url, { headers: { 'X-Request-ID': id } });
      expect([response.status, response.headers.get('x-request-id')]).toEqual([500, id]);
    }
    expect(seen).toEqual(['a1 no such tenant', 'b2 no such tenant']);
  });

  test('of a further middleware leaves in force what `Local.with` holds around it', async () => {
    const app = new Koa();
    app.use(contextMiddleware());
    app.use(async (_ctx, next) => await Local.with(tenant, { name: 'held' }, next));
    app.use(contextMiddleware({ setup: () => undefined }));
    app.use((ctx) => {
      ctx.body = `${request.id} ${tenant.name}`;
    });
    const url = await serve(app);
    expect([await ask(url), await ask(url, 'b2')]).toEqual(['200 a1 held', '200 b2 held']);
  });

  test('of a further middleware runs in the open context, and so does its `onClose`', async () => {
    const seen: string[] = [];
    const app = new Koa();
    app.use(contextMiddleware({ onClose: ({ path }) => seen.push(`first ${request.id} ${path}`) }));
    app.use(
      contextMiddleware({
        setup: set('acme'),
        onClose: ({ path, status }) => seen.push(`second ${request.id} ${path} ${status}`),
      }),
    );
    app.use((ctx) => {
      ctx.body = `${request.id} ${tenant.name}`;
    });
    const url = await serve(app);
    expect([await ask(`${url}/a`), await ask(`${url}/b`, 'b2')]).toEqual([
      '200 a1 nobody acme',
      '200 b2 nobody acme',
    ]);
    for (let each = 0; each < 100 && seen.length < 4; each += 1) await turn();
    expect(seen).toEqual(['first a1 /a', 'second a1 /a 200', 'first b2 /b', 'second b2 /b 200']);
  });
});

describe('a middleware that is called the wrong way says how to call it:', () => {
  test('one that was not called', async () => {
    const app = new Koa();
    app.use(contextMiddleware as never);
    const errors: string[] = [];
    app.on('error', (error: Error) => errors.push(String(error)));
    expect(await ask(await serve(app))).toBe('500 Internal Server Error');
    expect(errors).toEqual([
      'TypeError: Expected `options` to be an object of options, got a request; call `contextMiddleware` where you mount ' +
        'it: `app.use(contextMiddleware())`',
    ]);
  });

  test.each([[undefined], [null], ['/path']])('with %j in place of a ctx', (ctx) => {
    const middleware = contextMiddleware() as (...each: unknown[]) => unknown;
    expect(() => middleware(ctx, () => undefined)).toThrow(
      /^Expected `ctx` to be the context of a request of Koa, got .*; mount it: `app\.use\(contextMiddleware\(\)\)`$/,
    );
  });

  test.each<[string, unknown[], string]>([
    ['as Express calls it', [{ app: () => undefined }, {}, () => undefined], 'an object'],
    ['without `next`', [{ req: {}, res: {} }], '`undefined`'],
    ['with nothing', [], '`undefined`'],
  ])('%s', (_what, args, got) => {
    const middleware = contextMiddleware() as (...each: unknown[]) => unknown;
    expect(() => middleware(...args)).toThrow(
      new TypeError(
        `Expected \`next\` to be a function, got ${got}; this middleware of @aiolocals/koa is called with (ctx, next): in ` +
          'Express, use @aiolocals/express; without a framework, use `openRequest` of @aiolocals/core/http',
      ),
    );
  });
});
