import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { contextMiddleware, restoreExpress } from '@aiolocals/express';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';

const require = createRequire(import.meta.url);
/** Of another copy: that of Express 4. */
const { Router: makeRouter } = require('express-4') as typeof express;

afterEach(restoreExpress);

const currentId = (): string | undefined => Local.peek(request)?.id;

async function serve(app: Express): Promise<string> {
  return await listen(createServer(app));
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An app whose errors are not printed. */
function makeApp(): Express {
  return express().set('env', 'test');
}

/** Calls `next` from another context. */
function elsewhere(_req: Request, _res: Response, next: NextFunction): void {
  new Context({ parent: null }).enter(() => {
    request.id = 'somebody else';
    next();
  });
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers: { 'X-Request-ID': 'a1', ...headers } });
  return await response.text();
}

describe('a handler', () => {
  test('runs in the context of its request', async () => {
    const app = makeApp();
    app.use(contextMiddleware());
    app.get('/x', (_req, res) => void res.send(`${request.id} ${request.path}`));
    expect(await ask(`${await serve(app)}/x?secret`)).toBe('a1 /x');
  });

  test('of a mounted router sees the whole path', async () => {
    const app = makeApp();
    app.use('/api', contextMiddleware());
    app.use('/api', (_req, res) => void res.send(request.path));
    expect(await ask(`${await serve(app)}/api/x?secret`)).toBe('/api/x');
  });

  test('runs in it wherever `next` was called', async () => {
    const app = makeApp();
    app.use(contextMiddleware(), elsewhere, makeRouter());
    app.get('/', elsewhere, (_req, res) => void res.send(currentId()));
    expect(await ask(await serve(app))).toBe('a1');
  });

  test('of a router of another copy runs in it, even behind a function that hides it', async () => {
    const inner = makeRouter();
    inner.get('/', elsewhere, (_req, res) => void res.send(currentId()));
    const app = makeApp();
    app.use(contextMiddleware());
    const own = express.Router();
    own.use(elsewhere);
    app.use(own, (req, res, next) => inner(req, res, next), own);
    const url = await serve(app);
    // The hidden router is found by the first request that matches one of its routes.
    await ask(url);
    expect(await ask(url)).toBe('a1');
  });

  test('of an app whose prototypes are not those of Express runs in it', async () => {
    const app = makeApp();
    const bare: object = Object.create(null) as object;
    app.use(contextMiddleware());
    app.get('/', (req, res) => {
      Object.defineProperty(req, 'app', { value: { request: bare, response: bare } });
      res.json(currentId());
    });
    expect(await ask(await serve(app))).toBe('"a1"');
  });

  test('for errors runs in it, and is known by its four parameters', async () => {
    const app = makeApp();
    app.use(contextMiddleware(), elsewhere, () => {
      throw new Error('as the test wants it');
    });
    app.use(elsewhere);
    app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.status(418).send(`${currentId()} ${error.message}`);
    });
    expect(await ask(await serve(app))).toBe('a1 as the test wants it');
  });

  test('for errors is reached by a next(error) that was called elsewhere', async () => {
    const app = makeApp();
    app.use(contextMiddleware());
    app.use((_req, _res, next) => Context.exit(() => next(new Error('as the test wants it'))));
    app.use((error: Error, _req: Request, _res: Response, next: NextFunction) =>
      Context.exit(() => next(error)),
    );
    app.use((_error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.send(currentId());
    });
    expect(await ask(await serve(app))).toBe('a1');
  });

  test('is reached by the next of the request, called elsewhere', async () => {
    const app = makeApp();
    app.use(contextMiddleware());
    app.use((req, _res, next) => {
      if (req.url === '/') Context.exit(() => req.next?.());
      else next(new Error('as the test wants it'));
    });
    app.get('/', (_req, res) => void res.send(currentId()));
    app.use((error: Error, req: Request, _res: Response, _next: NextFunction) =>
      Context.exit(() => req.next?.(error)),
    );
    app.use((_error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.send(`failed ${currentId()}`);
    });
    const url = await serve(app);
    expect(await ask(url)).toBe('a1');
    expect(await ask(`${url}/failed`)).toBe('failed a1');
  });

  test('of either of two apps runs in it', async () => {
    const apps = [makeApp(), makeApp()];
    for (const app of apps) {
      app.use(contextMiddleware(), elsewhere);
      app.get('/', (_req, res) => void res.send(currentId()));
    }
    for (const url of await Promise.all([...apps, ...apps].map(serve))) {
      expect(await ask(url)).toBe('a1');
    }
  });

  test('of a router that is handed a wrapper of the request runs in it', async () => {
    const inner = express.Router();
    inner.use(contextMiddleware({ header: false }), elsewhere);
    inner.get('/', (_req, res) => void res.send(currentId()));
    inner.get('/failed', elsewhere, () => {
      throw new Error('as the test wants it');
    });
    inner.use((_error: Error, _req: Request, _res: Response, next: NextFunction) => {
      new Context({ parent: null }).enter(() => next(new Error('as the test wants it')));
    });
    inner.use((_error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.send(`failed ${currentId()}`);
    });
    const app = makeApp();
    app.use(contextMiddleware());
    app.use((req, res, next) => inner(Object.create(req) as Request, res, next));
    const url = await serve(app);
    expect(await ask(url)).toBe('a1');
    expect(await ask(`${url}/failed`)).toBe('failed a1');
  });

  test('runs in it also without an app of Express', async () => {
    const middleware = contextMiddleware();
    const server = createServer((req, res) => middleware(req, res, () => res.end(currentId())));
    expect(await ask(await listen(server))).toBe('a1');
  });

  test('of a request that was not opened is left alone', async () => {
    const app = makeApp();
    app.get('/none', elsewhere, (_req, res) => void res.send(`none: ${currentId()}`));
    app.get('/failed', () => {
      throw new Error('as the test wants it');
    });
    app.use(contextMiddleware());
    app.get('/', (_req, res) => void res.send(currentId()));
    app.use((_error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.send(String(currentId()));
    });
    const url = await serve(app);
    expect(await ask(url)).toBe('a1');
    expect(await ask(`${url}/none`)).toBe('none: somebody else');
    expect(await ask(`${url}/failed`)).toBe('undefined');
  });
});

test('a callback of res.render runs in the context of the request', async () => {
  const app = makeApp();
  app.engine('html', (_path, _options, done) => Context.exit(done, null, 'text'));
  app.set('views', import.meta.dirname).set('view engine', 'html');
  app.get('/before', (_req, res) => {
    res.render('view.html', (error: Error | null) => res.send(`${currentId()} ${error === null}`));
  });
  app.use(contextMiddleware());
  app.get('/', (_req, res) => {
    res.render('view.html', (_error: Error | null, text?: string) => {
      res.send(`${currentId()} ${text}`);
    });
  });
  const url = await serve(app);
  expect(await ask(url)).toBe('a1 text');
  expect(await ask(`${url}/before`)).toBe('undefined true');
});

test('Express answers errors and unknown paths as it does without', async () => {
  const answers = async (use: boolean): Promise<unknown[]> => {
    const app = makeApp();
    if (use) app.use(contextMiddleware({ echo: false }));
    app.get('/thrown', () => {
      throw Object.assign(new Error('as the test wants it'), { status: 418 });
    });
    app.get('/rejected', async () => await Promise.reject(new Error('as the test wants it')));
    app.get('/ok', (_req, res) => void res.json({ spam: 'ham' }));
    const url = await serve(app);
    return await Promise.all(
      ['/thrown', '/rejected', '/ok', '/unknown'].flatMap((path) =>
        ['GET', 'HEAD', 'OPTIONS'].map(async (method) => {
          const response = await fetch(url + path, { method });
          const headers = Object.fromEntries(response.headers);
          delete headers['date'];
          const stack = /at [^<]*/.exec(await response.text())?.[0];
          return [response.status, headers['content-type'], headers['allow'], stack];
        }),
      ),
    );
  };
  const without = await answers(false);
  expect(await answers(true)).toEqual(without);
});

test.each<[string, (res: Response) => void]>([
  ['send', (res) => void res.send('ok')],
  ['json', (res) => void res.json({})],
  ['jsonp', (res) => void res.jsonp({})],
  ['redirect', (res) => res.redirect('/')],
])(
  '%s, called from elsewhere, runs what wraps `end` in the context of its request',
  async (_name, answer) => {
    const app = makeApp();
    const seen: unknown[] = [];
    app.use(contextMiddleware());
    app.get('/', (_req, res) => {
      const { end } = res;
      res.end = ((...args: unknown[]) => {
        seen.push(currentId());
        return Reflect.apply(end, res, args) as Response;
      }) as typeof res.end;
      new Context({ parent: null }).run(() => answer(res));
    });
    const url = await serve(app);
    for (const id of ['a1', 'a2']) {
      await fetch(url, { headers: { 'X-Request-ID': id }, redirect: 'manual' });
    }
    expect(seen).toEqual(['a1', 'a2']);
  },
);

describe('of two copies of the package', () => {
  const listening = (req: Request, res: Response): void => {
    req.on('end', () => res.send(currentId() ?? 'none'));
    setImmediate(() => Context.exit(() => req.resume()));
  };
  const anotherCopy = async (): Promise<typeof import('@aiolocals/express')> => {
    vi.resetModules();
    return await import('@aiolocals/express');
  };

  test('the second leaves the methods that the first replaced', async () => {
    const app = makeApp();
    app.use(contextMiddleware());
    app.get('/', elsewhere, (_req, res) => void res.send(currentId()));
    const url = await serve(app);
    expect(await ask(url)).toBe('a1');
    const [layer] = app.router.stack as unknown as [object];
    const methods = (): unknown[] =>
      [Object.getPrototypeOf(layer) as object, express.request, express.response].map((prototype) =>
        Object.getOwnPropertyDescriptors(prototype),
      );
    const before = methods();
    const second = await anotherCopy();
    app.use('/second', second.contextMiddleware(), (_req, res) => void res.send(currentId()));
    expect(await ask(`${url}/second`)).toBe('a1');
    expect(methods()).toEqual(before);
    second.restoreExpress();
    expect(methods()).toEqual(before);
  });

  test('one has its requests in their context, though another took back what it had replaced', async () => {
    const app = makeApp();
    app.use(contextMiddleware());
    app.get('/', listening);
    const url = await serve(app);
    expect(await ask(url)).toBe('a1');
    // From Node 24 on, all that an event needs is on Node's own prototypes.
    const isOwn = Number.parseInt(process.versions.node, 10) < 24;
    expect(Object.hasOwn(express.request, 'emit')).toBe(isOwn);
    Reflect.deleteProperty(express.request, 'emit');
    expect(await ask(url)).toBe('a1');
  });
});

test('restoreExpress puts back every method that was replaced', async () => {
  const app = makeApp();
  const methods = (): unknown[] => [
    ...[express.request, express.response].map((prototype) =>
      Object.getOwnPropertyDescriptors(prototype),
    ),
    express.response.render,
    express.response.emit,
  ];
  const before = methods();
  app.use(contextMiddleware());
  app.get('/', elsewhere, (_req, res) => void res.send(currentId()));
  const url = await serve(app);
  expect(await ask(url)).toBe('a1');
  expect(methods()).not.toEqual(before);
  restoreExpress();
  expect(methods()).toEqual(before);
  expect(await ask(url)).toBe('a1');
});

test('restoreExpress leaves alone what other code has wrapped since', async () => {
  const app = makeApp();
  app.use(contextMiddleware());
  app.get('/', (_req, res) => void res.send('ok'));
  const url = await serve(app);
  await ask(url);
  const ours = express.response.render;
  const wrapper = function (this: Response, ...args: Parameters<typeof ours>): void {
    ours.apply(this, args);
  };
  express.response.render = wrapper;
  restoreExpress();
  expect(express.response.render).toBe(wrapper);
  express.response.render = ours;
});

describe('what an application puts on a request is its own', () => {
  const { default: express4 } = { default: require('express-4') as typeof express };
  const accepting = Object.assign(() => {}, { request: { accepts() {} }, response: {} });
  const throwing = (): never => {
    throw new Error('as the test wants it');
  };
  const hostile: unknown = new Proxy(() => {}, { get: throwing, getPrototypeOf: throwing });
  const values: readonly (readonly [string, Record<string, unknown>])[] = [
    ['req.app = { id }', { app: { id: 7 } }],
    ['req.app = null', { app: null }],
    ['req.app = undefined', { app: undefined }],
    ['req.app is a function that is no app', { app: accepting }],
    ['req.app is a Proxy that throws', { app: hostile }],
    ['req.route = null', { route: null }],
    ['req.route is a Proxy that throws', { route: hostile }],
    ['req.route has a layer that throws', { route: { stack: [hostile] } }],
    ['req.route = a string', { route: '/orders' }],
    ['req.route has a stack of anything', { route: { stack: [7] } }],
    ['req.route has a stack of null', { route: { stack: [null] } }],
    ['req.route has layers without a prototype', { route: { stack: [Object.create(null)] } }],
    ['req.route has layers that are no layers', { route: { stack: [{ handle: 7 }] } }],
  ];

  for (const [version, make] of [
    ['Express 5', express],
    ['Express 4', express4],
  ] as const) {
    test.for(values)(`${version} goes on with its request where %s`, async ([, assigned]) => {
      const app = make().set('env', 'test');
      app.use(contextMiddleware());
      app.use((req: Request, _res: Response, next: NextFunction) => {
        Object.assign(req, assigned);
        // Not called by Express: an error that is thrown here ends the process.
        setImmediate(next);
      });
      app.use(elsewhere);
      app.get('/x', (req: Request, res: Response) => {
        Object.assign(req, assigned);
        setImmediate(() => res.end(request.id));
      });
      const url = await serve(app);
      expect([await ask(`${url}/x`), await ask(`${url}/x`)]).toEqual(['a1', 'a1']);
    });
  }
});

test.each([
  ['Express 5', express],
  ['Express 4', require('express-4') as typeof express],
])(
  '%s goes on with its request where a getter of `req.app` or `req.route` throws',
  async (_version, make) => {
    const app = make().set('env', 'test');
    const throwing = (): never => {
      throw new Error('as the test wants it');
    };
    app.use((req: Request, _res: Response, next: NextFunction) => {
      Object.defineProperty(req, 'app', { get: throwing });
      next();
    });
    app.use(contextMiddleware());
    app.use(elsewhere);
    app.get('/x', (req: Request, res: Response) => {
      Object.defineProperty(req, 'route', { get: throwing });
      setImmediate(() => res.end(request.id));
    });
    const url = await serve(app);
    expect([await ask(`${url}/x`), await ask(`${url}/x`)]).toEqual(['a1', 'a1']);
  },
);

test.each([
  ['Express 5', express],
  ['Express 4', require('express-4') as typeof express],
])('of the frames of an error in a nested router, one is not of %s', async (_version, make) => {
  const app = make().set('env', 'test');
  const [outer, inner] = [make.Router(), make.Router()];
  inner.get('/x', () => {
    throw new Error('as the test wants it');
  });
  outer.use('/inner', inner);
  app.use(contextMiddleware());
  app.use('/outer', outer);
  app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
    res.json(error.stack?.split('\n').filter((line) => /^ +at /.test(line)));
  });
  const url = await serve(app);
  for (const turn of ['first', 'second']) {
    const frames = JSON.parse(await ask(`${url}/outer/inner/x?${turn}`)) as string[];
    expect(frames).toHaveLength(10);
    expect(frames.filter((frame) => frame.includes('/express/src/'))).toHaveLength(1);
  }
});

test('a server without an app of Express may put anything at `req.app` as well', async () => {
  const middleware = contextMiddleware();
  const server = createServer((req, res) => {
    Object.assign(req, { app: { id: 7 }, route: null });
    middleware(req, res, () => res.end(request.id));
  });
  expect(await ask(await listen(server))).toBe('a1');
});

test('a library that replaces the method of layers later wraps the one that enters the context', async () => {
  const app = makeApp();
  app.use(contextMiddleware());
  app.use(elsewhere);
  app.get('/x', (_req, res) => void res.send(request.id));
  const url = await serve(app);
  expect(await ask(`${url}/x`)).toBe('a1');

  const [layer] = (app as unknown as { router: { stack: object[] } }).router.stack;
  const layers = Object.getPrototypeOf(layer) as { handleRequest: (...args: unknown[]) => unknown };
  const { handleRequest } = layers;
  const seen: unknown[] = [];
  layers.handleRequest = function (this: unknown, ...args) {
    seen.push(currentId());
    return Reflect.apply(handleRequest, this, args);
  };
  onTestFinished(() => {
    layers.handleRequest = handleRequest;
  });
  expect(await ask(`${url}/x`)).toBe('a1');
  expect(seen.length).toBeGreaterThan(2);
});

describe('a child context around next()', () => {
  const tenant = new Local<{ name: string }>({ name: 'nobody' });
  const spin = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
  const inChild = (_req: Request, _res: Response, next: NextFunction): void => {
    new Context({ timeout: 5000 }).run(() => {
      tenant.name = 'acme';
      next();
    });
  };
  const express4 = require('express-4') as typeof express;

  for (const [version, make] of [
    ['Express 5', express],
    ['Express 4', express4],
  ] as const) {
    test(`is that of the handlers behind it in ${version}, with its state and its deadline`, async () => {
      const app = make().set('env', 'test');
      app.use(contextMiddleware());
      app.use(inChild);
      const inner = make.Router();
      inner.get('/x', async (_req: Request, res: Response) => {
        await spin();
        const current = Context.current();
        res.json([
          tenant.name,
          request.id,
          current?.deadline !== undefined,
          current?.root === current,
        ]);
      });
      app.use(contextMiddleware());
      app.use('/in', inner);
      expect(JSON.parse(await ask(`${await serve(app)}/in/x`))).toEqual([
        'acme',
        'a1',
        true,
        false,
      ]);
    });

    test(`is where a next that is called elsewhere leads back to in ${version}`, async () => {
      const app = make().set('env', 'test');
      app.use(contextMiddleware());
      app.use(inChild);
      app.use(elsewhere);
      app.param('id', (_req: Request, res: Response, next: NextFunction) => {
        res.locals['param'] = tenant.name;
        next();
      });
      app.get('/x/:id', (_req: Request, res: Response) =>
        res.json([tenant.name, request.id, res.locals['param']]),
      );
      app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) =>
        res.json([String(error), tenant.name]),
      );
      const url = await serve(app);
      expect(JSON.parse(await ask(`${url}/x/1`))).toEqual(['acme', 'a1', 'acme']);
    });

    test(`is that of callbacks and listeners of its responses in ${version}`, async () => {
      const app = make().set('env', 'test');
      const seen: unknown[] = [];
      app.use(contextMiddleware());
      app.use(inChild);
      app.get('/x', (_req: Request, res: Response) => {
        res.on('mine', () => seen.push(tenant.name));
        res.emit('mine');
        res.write('a', () => seen.push(tenant.name));
        res.end(() => seen.push(tenant.name));
      });
      expect(await ask(`${await serve(app)}/x`)).toBe('a');
      await spin();
      expect(seen).toEqual(['acme', 'acme', 'acme']);
    });

    test(`gives way to the request's own context where it is detached in ${version}`, async () => {
      const app = make().set('env', 'test');
      app.use(contextMiddleware());
      app.use((_req: Request, _res: Response, next: NextFunction) => {
        new Context({ detached: true }).run(() => {
          tenant.name = 'acme';
          next();
        });
      });
      app.get('/x', (_req: Request, res: Response) => res.end(tenant.name));
      expect(await ask(`${await serve(app)}/x`)).toBe('nobody');
    });
  }

  test('is where a next that is called outside any context leads back to', async () => {
    const app = makeApp();
    app.use(contextMiddleware());
    app.use(inChild);
    app.use((_req, _res, next) => Context.exit(() => next()));
    app.get('/x', (_req, res) => void res.json([tenant.name, request.id]));
    expect(JSON.parse(await ask(`${await serve(app)}/x`))).toEqual(['acme', 'a1']);
  });

  test.for([
    ['outside any context', (call: () => void) => Context.exit(call)],
    ['in another context', (call: () => void) => new Context({ parent: null }).enter(call)],
  ] as const)('gives way to the request where a router is called %s', async ([, elsewhereCall]) => {
    const app = makeApp();
    const inner = express.Router();
    inner.get('/x', (_req, res) => void res.json([tenant.name, request.id]));
    app.use(contextMiddleware());
    app.use(inChild);
    app.use((req, res, next) => elsewhereCall(() => inner(req, res, next)));
    expect(JSON.parse(await ask(`${await serve(app)}/x`))).toEqual(['nobody', 'a1']);
  });

  test('may be values of Local.with, which next called elsewhere brings back', async () => {
    const app = makeApp();
    app.use(contextMiddleware());
    app.use((_req, _res, next) => Local.with(tenant, { name: 'with' }, () => next()));
    app.use(elsewhere);
    app.get('/x', (_req, res) => void res.json([tenant.name, request.id]));
    expect(JSON.parse(await ask(`${await serve(app)}/x`))).toEqual(['with', 'a1']);
  });
});
