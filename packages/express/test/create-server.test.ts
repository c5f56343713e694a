import { once } from 'node:events';
import { IncomingMessage, type Server } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer, get } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { request } from '@aiolocals/core';
import { contextMiddleware, createServer, messageClasses } from '@aiolocals/express';
import express5, { type Express } from 'express';
import { generate } from 'selfsigned';
import { describe, expect, onTestFinished, test } from 'vitest';

const express4 = createRequire(import.meta.url)('express-4') as typeof express5;

type Stoppable = Pick<Server, 'listen' | 'close' | 'address' | 'once'>;

async function listen(server: Stoppable): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server as Server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function ask(port: number, path = '/'): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { 'X-Request-ID': 'a1', Connection: 'close' },
  });
  return await response.text();
}

/** The prototypes of each request and response, as they came to the server. */
function prototypesOf(server: Server): unknown[] {
  const seen: unknown[] = [];
  server.prependListener('request', (req, res) => {
    seen.push(Object.getPrototypeOf(req), Object.getPrototypeOf(res));
  });
  return seen;
}

describe.each([
  ['4', express4],
  ['5', express5],
] as const)('a server for an app of Express %s', (_version, express) => {
  function makeApp(): Express {
    const app = express().set('env', 'test');
    app.use(contextMiddleware());
    return app;
  }

  test('has requests and responses with the prototypes of the app, before any middleware', async () => {
    const app = makeApp();
    app.get('/', (req, res) => {
      res.send([request.id, req.app === app, res.app === app, req.get('x-request-id')].join());
    });
    const server = createServer(app);
    const seen = prototypesOf(server);
    expect(await ask(await listen(server))).toBe('a1,true,true,a1');
    expect(seen).toEqual([app.request, app.response]);
    expect(seen[0]).toBe(app.request);
    expect(seen[1]).toBe(app.response);
  });

  test('sees what is added to `app.request` and `app.response`, before and after, and what is shared by all apps', async () => {
    const app = makeApp();
    const shared = express.request as unknown as Record<string, unknown>;
    onTestFinished(() => void Reflect.deleteProperty(shared, 'sharedLater'));
    Object.assign(app.request, { before: 'before' });
    const server = createServer(app);
    Object.assign(app.request, { after: 'after' });
    Object.assign(app.response, { tell: (text: string) => `told ${text}` });
    shared['sharedLater'] = 'shared';
    app.get('/', (req, res) => {
      const { before, after, sharedLater } = req as unknown as Record<string, string>;
      const { tell } = res as unknown as { tell: (text: string) => string };
      res.send([before, after, sharedLater, tell('x')].join());
    });
    expect(await ask(await listen(server))).toBe('before,after,shared,told x');
  });

  test.each(['before', 'after'])(
    'serves apps that were mounted %s it was made, each with its own `req.app`',
    async (when) => {
      const app = makeApp();
      const sub = express();
      sub.get('/', (req, res, next) => {
        const { added } = req as unknown as Record<string, string>;
        Object.assign(res, { told: [request.id, req.app === sub, added].join() });
        next();
      });
      if (when === 'before') app.use('/sub', sub);
      const server = createServer(app);
      if (when === 'after') app.use('/sub', sub);
      Object.assign(app.request, { added: 'added' });
      app.use((req, res) => {
        const { told } = res as unknown as { told: string };
        res.send([told, req.app === app, Object.getPrototypeOf(req) === app.request].join());
      });
      expect(await ask(await listen(server), '/sub')).toBe('a1,true,added,true,true');
    },
  );

  test('shares nothing with the server of another app', async () => {
    const apps = [makeApp(), makeApp()];
    const ports = await Promise.all(
      apps.map(async (app, index) => {
        Object.assign(app.request, { which: index });
        app.get('/', (req, res) => {
          res.send(`${(req as unknown as { which: number }).which} ${req.app === app}`);
        });
        return await listen(createServer(app));
      }),
    );
    expect(await Promise.all(ports.map(async (port) => await ask(port)))).toEqual([
      '0 true',
      '1 true',
    ]);
  });

  test('may be one of several for the app, and `app.listen` keeps working', async () => {
    const app = makeApp();
    app.get('/', (req, res) => void res.send(`${request.id} ${req.app === app}`));
    const servers = [createServer(app), createServer(app), app.listen(0, '127.0.0.1')];
    expect(messageClasses(app)).toBe(messageClasses(app));
    const answers = servers.map(async (server) => await ask(await listenOnce(server)));
    expect(await Promise.all(answers)).toEqual(['a1 true', 'a1 true', 'a1 true']);
  });

  test('is right, and as slow as without, once `app.request` was replaced', async () => {
    const app = makeApp();
    const server = createServer(app);
    const { request: before } = app;
    app.request = Object.assign(Object.create(before) as typeof before, { replaced: 'replaced' });
    app.get('/', (req, res) => {
      res.send(`${request.id} ${(req as unknown as { replaced: string }).replaced}`);
    });
    expect(await ask(await listen(server))).toBe('a1 replaced');
  });

  test('uses the classes that the options name', async () => {
    class Own extends IncomingMessage {}
    const app = makeApp();
    app.get('/', (_req, res) => void res.send(request.id));
    const server = createServer(app, { IncomingMessage: Own });
    const seen = prototypesOf(server);
    expect(await ask(await listen(server))).toBe('a1');
    expect(seen[0]).toBe(Own.prototype);
  });

  test('may be one of `node:https` or `node:http2` that also speaks HTTP/1', async () => {
    const { private: key, cert } = await generate();
    const app = makeApp();
    app.get('/', (_req, res) => void res.send(request.id));
    const { IncomingMessage: Request, ServerResponse: Response } = messageClasses(app);
    const servers: (
      | ReturnType<typeof createHttpsServer>
      | ReturnType<typeof createSecureServer>
    )[] = [
      createHttpsServer({ key, cert, IncomingMessage: Request, ServerResponse: Response }, app),
      createSecureServer(
        {
          key,
          cert,
          allowHTTP1: true,
          Http1IncomingMessage: Request,
          Http1ServerResponse: Response,
        },
        app as never,
      ),
    ];
    for (const server of servers) {
      const seen = prototypesOf(server as never);
      const port = await listen(server as never);
      expect(await askSecurely(port)).toBe('a1');
      expect(seen[0]).toBe(app.request);
    }
  });
});

async function listenOnce(server: Server): Promise<number> {
  if (!server.listening) return await listen(server);
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function askSecurely(port: number): Promise<string> {
  const asked = get({
    host: '127.0.0.1',
    port,
    // The identity of the server does not matter here, and Deno trusts no self-signed certificate.
    rejectUnauthorized: false,
    headers: { 'X-Request-ID': 'a1' },
    agent: false,
  });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

test.each([
  ['nothing', undefined],
  ['a handler', () => {}],
  [
    'something with prototypes of another kind',
    Object.assign(() => {}, { request: {}, response: {} }),
  ],
])('%s is refused in place of an app', (_what, app) => {
  expect(() => createServer(app as never)).toThrow(/^Expected `?app`? to be an app of Express/);
});
