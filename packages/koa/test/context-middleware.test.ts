import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { contextMiddleware } from '@aiolocals/koa';
import Koa from 'koa';
import { describe, expect, onTestFinished, test } from 'vitest';

const currentId = (): string | undefined => Local.peek(request)?.id;
const failure = (): Error => Object.assign(new Error('as the test wants it'), { status: 418 });

/** What a stream reads when it is asked for it. */
async function* lazily(): AsyncGenerator<string> {
  yield await Promise.resolve(currentId() ?? 'none');
}

async function serve(app: Koa): Promise<string> {
  app.silent = true;
  const server = createServer(app.callback());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers: { 'X-Request-ID': 'a1', ...headers } });
  return await response.text();
}

describe('a middleware', () => {
  test('runs in the context of its request', async () => {
    const app = new Koa();
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = `${request.id} ${request.path}`;
    });
    expect(await ask(`${await serve(app)}/x?secret`)).toBe('a1 /x');
  });

  test('that stands before the context runs in none, before and after', async () => {
    const app = new Koa();
    const seen: unknown[] = [];
    app.use(async (_ctx, next) => {
      seen.push(currentId());
      await next();
      seen.push(currentId());
    });
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = currentId();
    });
    expect(await ask(await serve(app))).toBe('a1');
    expect(seen).toEqual([undefined, undefined]);
  });

  test('that rewrites the URL first does not change the path', async () => {
    const app = new Koa();
    app.use(async (ctx, next) => {
      ctx.url = '/rewritten';
      await next();
    });
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = request.path;
    });
    expect(await ask(`${await serve(app)}/x?secret`)).toBe('/x');
  });
});

test('a request keeps its context if the middleware is used twice, and of two the first opens it', async () => {
  const app = new Koa();
  const middleware = contextMiddleware();
  app.use(middleware);
  app.use(middleware);
  app.use(contextMiddleware({ header: false }));
  app.use((ctx) => {
    ctx.body = `${request.id} ${Context.current()?.ident}`;
  });
  const url = await serve(app);
  expect(await ask(url)).toBe('a1 a1');
  expect(await ask(url, { 'X-Request-ID': 'a2' })).toBe('a2 a2');
});

describe('the response', () => {
  test('is made in the context', async () => {
    const app = new Koa();
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = { toJSON: () => request.id };
    });
    const url = await serve(app);
    expect(await ask(url)).toBe('"a1"');
    expect(await ask(url, { 'X-Request-ID': 'b2' })).toBe('"b2"');
  });

  test('is made in it also if the app gets another way to handle requests', async () => {
    const app = new Koa() as Koa & { handleRequest: unknown };
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = { toJSON: () => request.id };
    });
    const url = await serve(app);
    const { handleRequest } = app;
    await ask(url);
    app.handleRequest = handleRequest;
    expect(await ask(url)).toBe('"a1"');
  });

  test('is made in it also if the list of middleware changes while the app runs', async () => {
    const app = new Koa();
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = { toJSON: () => request.id };
    });
    const url = await serve(app);
    await ask(url);
    app.middleware.unshift(async (_ctx, next) => {
      await next();
    });
    expect(await ask(url, { 'X-Request-ID': 'b2' })).toBe('"b2"');
    app.middleware.length = 0;
    expect(await ask(url, { 'X-Request-ID': 'c3' })).toBe('"c3"');
  });

  test('is made in the context that the server has opened', async () => {
    const app = new Koa();
    app.silent = true;
    const opened: unknown[] = [];
    const sending: unknown[] = [];
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = { toJSON: () => sending.push(Context.current()) && request.id };
    });
    const server = createServer(app.callback());
    bindServer(server, { generate: () => 'from-server' });
    server.on('request', () => opened.push(Context.current()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await fetch(url).then(async (response) => response.text());
    const response = await fetch(url);
    expect(await response.text()).toBe('"from-server"');
    expect(new Set(sending)).toEqual(new Set(opened));
    expect(opened).toHaveLength(2);
  });

  test('says at every request what `setup` throws', async () => {
    const app = new Koa();
    const setup = (): never => {
      throw failure();
    };
    app.use(contextMiddleware({ setup }));
    app.use((ctx) => {
      ctx.body = 'reached';
    });
    const url = await serve(app);
    const statuses = [await fetch(url), await fetch(url)].map(({ status }) => status);
    expect(statuses).toEqual([418, 418]);
  });

  test('is made in it wherever the middleware is, from the second request on', async () => {
    const app = new Koa();
    app.use(async (_ctx, next) => {
      await next();
    });
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = ctx.path === '/first' ? 'ok' : { toJSON: () => currentId() ?? 'none' };
    });
    const url = await serve(app);
    await ask(`${url}/first`);
    expect(await ask(url)).toBe('"a1"');
    app.middleware.unshift(async (_ctx, next) => {
      await next();
    });
    const another = await serve(app);
    expect(await ask(another, { 'X-Request-ID': 'b2' })).toBe('"b2"');
  });

  test('is made in it at the first request, if what is called first returns what the middleware does', async () => {
    const app = new Koa();
    const middleware = contextMiddleware();
    app.use(async (ctx, next) => {
      ctx.body = { toJSON: () => currentId() ?? 'none' };
      await next();
    });
    app.middleware.unshift((ctx, next) => middleware(ctx, next));
    expect(await ask(await serve(app))).toBe('"a1"');
  });

  test('of a request that was not opened is made as without the middleware', async () => {
    const app = new Koa();
    const middleware = contextMiddleware();
    app.use(async (ctx, next) => await (ctx.path === '/in' ? middleware(ctx, next) : next()));
    app.use((ctx) => {
      ctx.body = { toJSON: () => currentId() ?? 'none' };
    });
    const url = await serve(app);
    const answers: unknown[] = [];
    for (const path of ['in', 'in', 'out', 'in']) answers.push(await ask(`${url}/${path}`));
    expect(answers.slice(1)).toEqual(['"a1"', '"none"', '"a1"']);
  });

  test('costs no further promise from the second request on', async () => {
    const app = new Koa();
    const prototypes: unknown[] = [];
    app.use(async (ctx, next) => {
      if (ctx.path === '/late') await setImmediate();
      const promise = next();
      prototypes.push(Object.getPrototypeOf(promise));
      await promise;
    });
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = 'ok';
    });
    const url = await serve(app);
    for (const path of ['first', 'second', 'late']) await ask(`${url}/${path}`);
    expect(prototypes.map((each) => each === Promise.prototype)).toEqual([false, true, true]);
  });

  const behind: [string, (app: Koa) => void][] = [
    [
      'behind a middleware that awaits',
      (app) => {
        app.use(async (_ctx, next) => {
          await next();
        });
        app.use(contextMiddleware());
      },
    ],
    [
      'behind one that has waited before',
      (app) => {
        app.use(async (_ctx, next) => {
          await setImmediate();
          await next();
        });
        app.use(contextMiddleware());
      },
    ],
    [
      'composed with others',
      (app) => {
        const { compose } = app as unknown as {
          compose: (all: Koa.Middleware[]) => Koa.Middleware;
        };
        app.use(compose([async (_ctx, next) => await next(), contextMiddleware()]));
      },
    ],
    [
      'used a second time',
      (app) => {
        app.use(async (_ctx, next) => {
          await next();
        });
        app.use(contextMiddleware());
        app.use(contextMiddleware());
      },
    ],
  ];
  const bodies: [string, () => unknown, string][] = [
    ['an object', () => ({ toJSON: currentId }), '"a1"'],
    ['a stream', () => Readable.from(lazily()), 'a1'],
  ];

  describe.each(behind)('at the first request, with the middleware %s', (_where, use) => {
    test.each(bodies)('is made in the context, of %s', async (_of, body, text) => {
      const app = new Koa();
      use(app);
      app.use((ctx) => {
        ctx.body = body();
      });
      const url = await serve(app);
      expect(await ask(url)).toBe(text);
      expect(await ask(url)).toBe(text);
    });

    test('is made in its own context, of requests that overlap', async () => {
      const app = new Koa();
      const all = new EventEmitter();
      let left = 3;
      use(app);
      app.use(async (ctx) => {
        left -= 1;
        if (left === 0) all.emit('here');
        else await once(all, 'here');
        ctx.body = { toJSON: currentId };
      });
      const url = await serve(app);
      const ids = ['a1', 'b2', 'c3'];
      const answers = ids.map(async (id) => await ask(url, { 'X-Request-ID': id }));
      expect(await Promise.all(answers)).toEqual(ids.map((id) => `"${id}"`));
    });

    test('is left to a middleware that says so', async () => {
      const app = new Koa();
      const seen: unknown[] = [];
      use(app);
      app.use((ctx) => {
        seen.push('respond' in { ...ctx }, ctx.respond);
        ctx.respond = false;
        seen.push(Object.getOwnPropertyDescriptor(ctx, 'respond'));
        ctx.res.end('its own');
      });
      expect(await ask(await serve(app))).toBe('its own');
      const value = { value: false, writable: true, enumerable: true, configurable: true };
      expect(seen).toEqual([false, undefined, value]);
    });
  });

  test('is left to a middleware before, and to the app, at the first request', async () => {
    const app = new Koa();
    app.use(async (ctx, next) => {
      if (ctx.path === '/own') ctx.respond = false;
      await next();
    });
    app.use(contextMiddleware());
    app.use((ctx) => {
      // Koa would have sent something by then.
      void setImmediate().then(() => ctx.res.end('its own'));
    });
    expect(await ask(`${await serve(app)}/own`)).toBe('its own');
    const another = new Koa();
    (another.context as { respond?: boolean }).respond = false;
    another.middleware = app.middleware;
    expect(await ask(await serve(another))).toBe('its own');
  });

  test('is nothing that a frozen ctx has to wait for', async () => {
    const req = { headers: { 'x-request-id': 'a1' }, url: '/' };
    const ctx = Object.freeze({ req, res: {}, originalUrl: '/', app: {} });
    expect(
      await contextMiddleware()(ctx as never, async () => await Promise.resolve(currentId())),
    ).toBe('a1');
  });

  test('leaves the code of another request where it is that asks whether Koa sends it', async () => {
    const app = new Koa();
    const polls = new EventEmitter();
    let poll: Koa.Context | undefined;
    app.use(async (_ctx, next) => {
      await next();
    });
    app.use(contextMiddleware());
    app.use(async (ctx) => {
      if (ctx.path === '/poll') {
        poll = ctx;
        polls.emit('here');
        await once(polls, 'done');
        ctx.body = { toJSON: currentId };
        return;
      }
      const isKoa = poll?.respond !== false;
      ctx.body = `${String(isKoa)} ${request.id}`;
      polls.emit('done');
    });
    const url = await serve(app);
    const here = once(polls, 'here');
    const answer = ask(`${url}/poll`);
    await here;
    expect(await ask(url, { 'X-Request-ID': 'b2' })).toBe('true b2');
    expect(await answer).toBe('"a1"');
  });

  test('does not show in the promise that the middleware returns', async () => {
    const app = new Koa();
    const results: unknown[] = [];
    app.use(async (ctx, next) => {
      results.push(await contextMiddleware()(ctx, async () => await Promise.resolve('result')));
      await next();
    });
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.body = 'ok';
    });
    await ask(await serve(app));
    expect(results).toEqual(['result']);
  });
});

describe('an error', () => {
  test('of `setup` is reported in the context and answered with the id, at the first request and later', async () => {
    const app = new Koa();
    const seen: unknown[] = [];
    app.on('error', (error: Error) => seen.push([currentId(), error.message]));
    const setup = (): void => {
      if (request.id !== 'b2') throw failure();
    };
    app.use(contextMiddleware({ setup }));
    const url = await serve(app);
    const answers: unknown[] = [];
    for (const id of ['a1', 'b2', 'c3']) {
      const { status, headers } = await fetch(url, { headers: { 'X-Request-ID': id } });
      answers.push([status, headers.get('x-request-id')]);
    }
    expect(answers).toEqual([
      [418, 'a1'],
      [404, 'b2'],
      [418, 'c3'],
    ]);
    expect(seen).toEqual(['a1', 'c3'].map((id) => [id, 'as the test wants it']));
  });

  test('is reported in the context, and answered as Koa does, with the id', async () => {
    const app = new Koa();
    const seen: unknown[] = [];
    app.on('error', (error: Error) => seen.push([currentId(), error.message]));
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.set('X-Gone', 'yes');
      throw failure();
    });
    const response = await fetch(await serve(app), { headers: { 'X-Request-ID': 'a1' } });
    expect([response.status, await response.text()]).toEqual([418, "I'm a Teapot"]);
    expect(response.headers.get('x-request-id')).toBe('a1');
    expect(response.headers.has('x-gone')).toBe(false);
    expect(seen).toEqual([['a1', 'as the test wants it']]);
  });

  test('says no id if the response is not to', async () => {
    const app = new Koa();
    app.use(contextMiddleware({ echo: false }));
    app.use(() => {
      throw failure();
    });
    const { status, headers } = await fetch(await serve(app));
    expect([status, headers.has('x-request-id')]).toEqual([418, false]);
  });

  test('says no id if the app took it off', async () => {
    const app = new Koa();
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.remove('X-Request-ID');
      throw failure();
    });
    const { status, headers } = await fetch(await serve(app));
    expect([status, headers.has('x-request-id')]).toEqual([418, false]);
  });

  test('says the id that the error brings', async () => {
    const app = new Koa();
    app.use(contextMiddleware());
    app.use(() => {
      throw Object.assign(failure(), { headers: { 'X-Request-ID': 'of the error' } });
    });
    const { headers } = await fetch(await serve(app));
    expect(headers.get('x-request-id')).toBe('of the error');
  });

  test('is reported outside of it for a request that was not opened', async () => {
    const app = new Koa();
    const seen: unknown[] = [];
    app.on('error', () => seen.push(currentId()));
    app.use(async (ctx, next) => {
      if (ctx.path === '/open') await next();
      else throw failure();
    });
    app.use(contextMiddleware());
    app.use(() => {
      throw failure();
    });
    const url = await serve(app);
    await ask(url);
    await ask(`${url}/open`);
    await ask(`${url}/open`, { 'X-Request-ID': 'a2' });
    expect(seen).toEqual([undefined, 'a1', 'a2']);
  });

  test('is handled by the handler that the app has put in place', async () => {
    const app = new Koa();
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a method of Koa's
    app.context.onerror = function onerror(error) {
      // Koa reports every end of a response, mostly without an error.
      if ((error as Error | null) !== null && (error as Error | undefined) !== undefined) {
        this.res.end(`${currentId()}`);
      }
    };
    app.use(contextMiddleware());
    app.use(() => {
      throw failure();
    });
    expect(await ask(await serve(app))).toBe('a1');
  });

  test('is handled in the context by a handler that the app puts in place while it serves', async () => {
    const app = new Koa();
    const seen: unknown[] = [];
    const { onerror } = app.context;
    app.use(contextMiddleware());
    app.use((_ctx, next) => {
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a method of Koa's
      app.context.onerror = function later(error) {
        if (error instanceof Error) seen.push(currentId());
        onerror.call(this, error);
      };
      return next();
    });
    app.use(() => {
      throw failure();
    });
    const url = await serve(app);
    for (const id of ['a1', 'a2']) {
      const response = await fetch(url, { headers: { 'X-Request-ID': id } });
      expect(response.status).toBe(418);
    }
    expect(seen).toEqual(['a1', 'a2']);
    expect(app.context.onerror.name).toBe('later');
  });

  test('is handled by the handler that a middleware gives one request, and no other', async () => {
    const app = new Koa();
    const assigned: unknown[] = [];
    app.use(contextMiddleware());
    app.use(async (ctx) => {
      if (ctx.path === '/own') {
        // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a method of Koa's
        ctx.onerror = (error) => {
          if (error instanceof Error) ctx.res.end(`${currentId()} of its own`);
        };
        assigned.push(Object.getOwnPropertyDescriptor(ctx, 'onerror'));
      }
      throw failure();
    });
    const url = await serve(app);
    // At the first request of an app, and later.
    expect(await ask(`${url}/own`)).toBe('a1 of its own');
    expect(await ask(url)).toBe("I'm a Teapot");
    expect(await ask(`${url}/own`)).toBe('a1 of its own');
    expect(await ask(url)).toBe("I'm a Teapot");
    const asUsual = expect.objectContaining({
      enumerable: true,
      writable: true,
      configurable: true,
    });
    expect(assigned).toEqual([asUsual, asUsual]);
  });

  test('is answered with the header of the middleware that opened the request', async () => {
    const app = new Koa();
    const [first, second] = ['X-First', 'X-Second'].map((header) => contextMiddleware({ header }));
    app.use(async (ctx, next) => await (ctx.path === '/first' ? first : second)?.(ctx, next));
    app.use(() => {
      throw failure();
    });
    const url = await serve(app);
    const answers = await Promise.all(
      ['first', 'second', 'first'].map(async (path) => await fetch(`${url}/${path}`)),
    );
    const named = answers.map(({ headers }) =>
      ['X-First', 'X-Second'].map((name) => headers.has(name)),
    );
    expect(named).toEqual([
      [true, false],
      [false, true],
      [true, false],
    ]);
  });
});

describe('a ctx', () => {
  // As libraries for WebSockets make it.
  test('without a response runs its middleware in a context that closes with the connection', async () => {
    const app = new Koa();
    const events = new EventEmitter();
    const middleware = contextMiddleware();
    const server = createServer();
    server.on('upgrade', (req, socket) => {
      const ctx = app.createContext(req, undefined as never);
      void middleware(ctx, async () => {
        const context = await Promise.resolve(Context.current());
        context?.onClose(() => events.emit('closed', request.id, context.cancelled));
        socket.on('end', () => socket.end()).end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      });
      socket.resume();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const closed = once(events, 'closed');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.end(
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\nX-Request-ID: a1\r\n\r\n',
    );
    client.resume();
    expect(await closed).toEqual(['a1', false]);
  });

  test.each([undefined, null, { id: 7 }])('may have %j in place of its app', async (value) => {
    const app = new Koa();
    app.use((ctx, next) => {
      Object.assign(ctx, { app: value });
      return next();
    });
    app.use(contextMiddleware());
    app.use((ctx) => {
      ctx.res.end(request.id);
      ctx.respond = false;
    });
    const url = await serve(app);
    expect([await ask(url), await ask(url, { 'X-Request-ID': 'b2' })]).toEqual(['a1', 'b2']);
  });
});
