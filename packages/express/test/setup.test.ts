import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Local, request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/express';
import type { Express, NextFunction, Request, Response } from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';

const require = createRequire(import.meta.url);
const versions = ['express-4', 'express'].map(
  (name) => [name, require(name) as () => Express] as const,
);

const tenant = new Local({ name: 'nobody' });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function ask(app: RequestListener, path = '/'): Promise<string> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const headers = { 'X-Request-ID': 'a1' };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return `${response.status} ${await response.text()}`;
}

/** Makes an app that answers with the id and the tenant, and errors with their message. */
function appOf(express: () => Express, ...setups: readonly (() => unknown)[]): Express {
  const app = express();
  for (const setup of setups) app.use(contextMiddleware({ setup }));
  app.get('/', (_req, res) => void res.send(`${request.id} ${tenant.name}`));
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    res.status(500).send(`${request.id} ${error instanceof Error ? error.message : 'no error'}`);
  });
  return app;
}

describe.each(versions)('with %s, a `setup`', (_name, express) => {
  const set = (name: string) => async (): Promise<void> => {
    await turn();
    tenant.name += ` ${name}`;
  };

  test('that returns a promise is waited for, in each middleware', async () => {
    expect(await ask(appOf(express, set('acme')))).toBe('200 a1 nobody acme');
    expect(await ask(appOf(express, set('acme'), () => undefined, set('eu')))).toBe(
      '200 a1 nobody acme eu',
    );
  });

  test.each<[string, () => unknown, string]>([
    ['rejects', async () => await Promise.reject(new Error('no such tenant')), 'no such tenant'],
    ['rejects with nothing', async () => await Promise.reject(), '`setup` rejected with undefined'],
    ['rejects with an empty text', async () => await Promise.reject(''), '`setup` rejected with '],
    [
      'throws',
      () => {
        throw new Error('no such tenant');
      },
      'no such tenant',
    ],
  ])(
    'that %s hands its error to the error handlers, in the context',
    async (_what, setup, message) => {
      expect(await ask(appOf(express, setup))).toBe(`500 a1 ${message}`);
      expect(await ask(appOf(express, () => undefined, setup))).toBe(`500 a1 ${message}`);
    },
  );

  test('of an app that is mounted in another runs in the open context, and so does its `onClose`', async () => {
    const seen: string[] = [];
    const mounted = express();
    mounted.use(
      contextMiddleware({
        setup: set('acme'),
        onClose: ({ path, status }) => seen.push(`mounted ${request.id} ${path} ${status}`),
      }),
    );
    mounted.get('/', (_req, res) => void res.send(`${request.id} ${tenant.name}`));
    const app = express();
    app.use(contextMiddleware({ onClose: ({ path }) => seen.push(`app ${request.id} ${path}`) }));
    app.use('/mounted', mounted);
    app.get('/', (_req, res) => void res.send(`${request.id} ${tenant.name}`));
    expect(await ask(app)).toBe('200 a1 nobody');
    expect(await ask(app, '/mounted')).toBe('200 a1 nobody acme');
    for (let each = 0; each < 100 && seen.length < 3; each += 1) await turn();
    expect(seen).toEqual(['app a1 /', 'app a1 /mounted', 'mounted a1 /mounted 200']);
  });
});
