import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:http2';
import { Context, Local, request } from '@aiolocals/core';
import { openRequest } from '@aiolocals/core/http';
import { contextPlugin, type ContextPluginOptions } from '@aiolocals/fastify';
import type { FastifyReply } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ask, fastify, listen, versions } from './support.js';

const currentId = (): string => Local.peek(request)?.id ?? 'none';

describe.each(versions)('with Fastify %s', (_version, make) => {
  test('a request has the id that it came with, its path without the query, and answers with the id', async () => {
    const app = make();
    app.register(contextPlugin);
    app.get('/x', async () => `${request.id} ${request.path}`);
    const response = await fetch(`${await listen(app)}/x?secret`, {
      headers: { 'X-Request-ID': 'a1' },
    });
    expect(await response.text()).toBe('a1 /x');
    expect(response.headers.get('x-request-id')).toBe('a1');
  });

  test('the plugin takes what Fastify takes of any plugin, and options of a class', async () => {
    class Options {
      header = 'X-Correlation-ID';
      prefix = '/unused';
      get logLevel(): string {
        return 'silent';
      }
    }
    const app = make();
    app.register(contextPlugin, new Options() as ContextPluginOptions);
    app.get('/', async () => request.id);
    const { body, headers } = await app.inject({ url: '/', headers: { 'x-correlation-id': 'a1' } });
    expect(body).toBe('a1');
    expect(headers['x-correlation-id']).toBe('a1');
  });

  test('a plugin that is registered twice does what one does', async () => {
    const app = make();
    app.register(contextPlugin);
    app.register(contextPlugin, {});
    app.get('/', async () => currentId());
    expect((await app.inject({ url: '/', headers: { 'x-request-id': 'a1' } })).body).toBe('a1');
  });
});

test('an option that comes too late is warned of by the name of the plugin', async () => {
  const warned = once(process, 'warning');
  const app = fastify();
  app.register(contextPlugin);
  app.register(contextPlugin, { header: 'X-Other' });
  app.get('/', async () => request.id);
  expect((await app.inject({ url: '/', headers: { 'x-request-id': 'a1' } })).body).toBe('a1');
  const [{ message }] = (await warned) as [Error];
  expect(message).toContain('`header` of a further `contextPlugin` cannot apply');
});

test('a request starts with empty state, whatever context the app listens in', async () => {
  const app = fastify();
  app.register(contextPlugin);
  app.get('/', async () => `${request.id} ${Context.current()?.root.ident}`);
  const url = await new Context().run(async () => {
    request.id = 'of-another';
    return await listen(app);
  });
  expect(await ask(url)).toBe('a1 a1');
});

test('a hook that was added before the plugin runs outside any context', async () => {
  const seen: string[] = [];
  const app = fastify();
  app.addHook('onRequest', async () => void seen.push(currentId()));
  app.register(contextPlugin);
  app.addHook('onRequest', async () => void seen.push(currentId()));
  app.get('/', async () => 'ok');
  await ask(await listen(app));
  expect(seen).toEqual(['none', 'a1']);
});

test('a hook of a later step that was added before the plugin runs in the context', async () => {
  const app = fastify();
  app.addHook('preHandler', async (req) => {
    req.headers['x-seen'] = currentId();
  });
  app.get('/', async (req) => req.headers['x-seen']);
  app.register(contextPlugin);
  expect(await ask(await listen(app))).toBe('a1');
});

test('a scope that registers the plugin keeps it to itself, and other apps are as they were', async () => {
  const sendOf = (reply: FastifyReply): unknown => Reflect.get(reply, 'send');
  const other = fastify();
  const before: unknown[] = [];
  other.get('/', async (_req, reply) => void before.push(sendOf(reply)));
  await other.inject('/');
  const app = fastify();
  app.register(async (scope) => {
    scope.register(contextPlugin);
    scope.get('/in', async (_req, reply) => `${currentId()} ${sendOf(reply) === before[0]}`);
  });
  app.get('/out', async (_req, reply) => `${currentId()} ${sendOf(reply) === before[0]}`);
  const url = await listen(app);
  expect(await ask(`${url}/in`)).toBe('a1 false');
  const response = await fetch(`${url}/out`);
  expect(await response.text()).toBe('none true');
  expect(response.headers.has('x-request-id')).toBe(false);
  await other.inject('/');
  expect(before[1]).toBe(before[0]);
});

test('of two plugins the first opens the request, and the other one adds `setup` and `onClose`', async () => {
  const tenant = new Local<{ name: string }>({ name: '' });
  const closes = new EventEmitter();
  const closed = once(closes, 'close');
  const app = fastify();
  app.register(contextPlugin);
  app.register(async (scope) => {
    scope.register(contextPlugin, {
      setup: ({ headers }) => {
        tenant.name = String(headers['x-tenant']);
      },
      onClose: (summary) => void closes.emit('close', summary),
    });
    scope.get('/x', async () => tenant.name);
  });
  expect(await ask(`${await listen(app)}/x`, { 'X-Tenant': 't1' })).toBe('t1');
  expect(await closed).toMatchObject([{ path: '/x', status: 200, bytes: 2, aborted: false }]);
});

describe('a `setup`', () => {
  test.each([
    [
      'that throws',
      () => {
        throw new Error('no such tenant');
      },
      'no such tenant',
    ],
    [
      'that throws nothing',
      () => {
        throw undefined;
      },
      '`setup` failed with undefined',
    ],
    [
      'that rejects',
      async () => await Promise.reject(new Error('no such tenant')),
      'no such tenant',
    ],
    [
      'that rejects with nothing',
      async () => await Promise.reject(),
      '`setup` failed with undefined',
    ],
    [
      'that rejects with an empty text',
      async () => await Promise.reject(''),
      '`setup` failed with ',
    ],
  ])('%s fails the request, in its context', async (_what, setup, message) => {
    const app = fastify();
    app.register(contextPlugin, { setup });
    app.setErrorHandler(async (error: Error) => `${error.message} ${currentId()}`);
    app.get('/', async () => 'ok');
    const url = await listen(app);
    expect(await ask(url)).toBe(`${message} a1`);
    expect(await ask(url, { 'X-Request-ID': 'b2' })).toBe(`${message} b2`);
  });

  test('that returns a promise is waited for', async () => {
    const tenant = new Local<{ name: string }>({ name: '' });
    const app = fastify();
    app.register(contextPlugin, {
      setup: async () => {
        await Promise.resolve();
        tenant.name = 't1';
      },
    });
    app.get('/', async () => tenant.name);
    expect(await ask(await listen(app))).toBe('t1');
  });
});

describe('a request that is open before Fastify gets it', () => {
  test('keeps its context, and the child that is open in it', async () => {
    const idents: unknown[] = [];
    const app = fastify({
      serverFactory: (handler: RequestListener) =>
        createServer((req, res) => {
          openRequest(req, res)
            .fork({ name: 'outer' })
            .enter(() => handler(req, res));
        }),
    });
    app.register(contextPlugin);
    app.get('/', async () => {
      idents.push(Context.current()?.name, request.id);
      return 'ok';
    });
    await ask(await listen(app));
    expect(idents).toEqual(['outer', 'a1']);
  });
});

test('an http2 server that allows HTTP/1 gives both their contexts', async () => {
  const { generate } = await import('selfsigned');
  const { private: key, cert } = await generate();
  const app = fastify({ http2: true, https: { allowHTTP1: true, key, cert } });
  app.register(contextPlugin);
  app.get('/', async (req) => `${currentId()} ${req.raw.httpVersionMajor}`);
  const url = (await listen(app)).replace('http:', 'https:');
  const session = connect(url, { rejectUnauthorized: false });
  onTestFinished(() => session.destroy());
  const stream = session.request({ ':path': '/', 'x-request-id': 'a2' });
  stream.setEncoding('utf8');
  let body = '';
  for await (const chunk of stream) body += String(chunk);
  expect(body).toBe('a2 2');
  const { Agent, get } = await import('node:https');
  const agent = new Agent({ rejectUnauthorized: false });
  const [incoming] = (await once(
    get(url, { agent, headers: { 'x-request-id': 'a1' } }),
    'response',
  )) as [AsyncIterable<Buffer>];
  body = '';
  for await (const chunk of incoming) body += String(chunk);
  agent.destroy();
  expect(body).toBe('a1 1');
});

test('`app.routing` gives a request its context', async () => {
  const app = fastify();
  app.register(contextPlugin);
  app.get('/', async () => currentId());
  await app.ready();
  const server = createServer((req, res) => app.routing(req, res)).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  expect(await ask(`http://127.0.0.1:${port}`)).toBe('a1');
});
