import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { openRequest } from '@aiolocals/core/http';
import { contextMiddleware as expressMiddleware } from '@aiolocals/express';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import { generate } from 'selfsigned';
import type { Adapter, Plain, PlainHandler } from '@aiolocals/testing';
import { expressVersions, koaVersions } from './frameworks.js';
import type { ExpressApp, KoaApp } from './framework-shapes.js';

function plainly(mount: (target: Plain) => void): RequestListener {
  const handlers: PlainHandler[] = [];
  mount((handler) => void handlers.push(handler));
  return (req, res) => {
    for (const handler of handlers) openRequest(req, res).enter(handler, req, res);
  };
}

/** One for all servers: to make it takes longer than to run a case. */
let certificate: ReturnType<typeof generate> | undefined;

const node: Adapter[] = [
  {
    name: 'node:http',
    protocol: 'http',
    serve: async (mount) => createServer(plainly(mount)),
  },
  {
    name: 'node:https',
    protocol: 'https',
    serve: async (mount) => {
      certificate ??= generate();
      const { private: key, cert } = await certificate;
      return createSecureServer({ key, cert }, plainly(mount));
    },
  },
  {
    name: 'node:http2',
    protocol: 'http2',
    serve: async (mount) => createHttp2Server(plainly(mount) as never),
  },
];

/** Without the middleware: the cases mount it, or do not. */
export const bareExpressAdapters: readonly Adapter<ExpressApp>[] = expressVersions.map(
  ([version, express]) => ({
    name: `express ${version}`,
    protocol: 'http',
    serve: async (mount) => {
      const app = express();
      // What Express would print of the errors that cases make.
      app.set('env', 'test');
      mount(app);
      return await Promise.resolve(createServer(app));
    },
  }),
);

/** Without the middleware: the cases use it, or do not. */
export const bareKoaAdapters: readonly Adapter<KoaApp>[] = koaVersions.map(([version, Koa]) => ({
  name: `koa ${version}`,
  protocol: 'http',
  serve: async (mount) => {
    const app = new Koa();
    app.silent = true;
    mount(app);
    return await Promise.resolve(createServer(app.callback()));
  },
}));

/** The same adapter, with something mounted before what the cases mount. */
export function behind<Mount>(
  { name, protocol, serve }: Adapter<Mount>,
  first: (target: Mount) => void,
): Adapter<Mount> {
  return {
    name,
    protocol,
    serve: async (mount) =>
      await serve((target) => {
        first(target);
        mount(target);
      }),
  };
}

export const expressAdapters: readonly Adapter<ExpressApp>[] = bareExpressAdapters.map((adapter) =>
  behind(adapter, (app) => void app.use(expressMiddleware())),
);

export const koaAdapters: readonly Adapter<KoaApp>[] = bareKoaAdapters.map((adapter) =>
  behind(adapter, (app) => void app.use(koaMiddleware())),
);

/** The same adapter for code that needs no framework. */
export function plain<Mount>(
  { name, protocol, serve }: Adapter<Mount>,
  mountOn: (target: Mount, handler: PlainHandler) => void,
): Adapter {
  return {
    name,
    protocol,
    serve: async (mount) => await serve((target) => mount((handler) => mountOn(target, handler))),
  };
}

const throughExpress = expressAdapters.map((adapter) =>
  plain(adapter, (app, handler) => {
    app.use((req, res) => handler(req, res));
  }),
);

const throughKoa = koaAdapters.map((adapter) =>
  plain(adapter, (app, handler) => {
    app.use((ctx) => {
      ctx.respond = false;
      handler(ctx.req, ctx.res);
    });
  }),
);

export const plainAdapters: readonly Adapter[] = [...node, ...throughExpress, ...throughKoa];
