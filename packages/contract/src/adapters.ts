import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { openRequest } from '@aiolocals/core/http';
import {
  contextMiddleware as expressMiddleware,
  createServer as createExpressServer,
} from '@aiolocals/express';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import type { Adapter, Plain, PlainHandler } from '@aiolocals/testing';
import { expressVersions, koaVersions } from './frameworks.js';
import type { ExpressApp, KoaApp } from './framework-shapes.js';
import { selfSigned } from './self-signed.js';

function plainly(mount: (target: Plain) => void): RequestListener {
  const handlers: PlainHandler[] = [];
  mount((handler) => void handlers.push(handler));
  return (req, res) => {
    for (const handler of handlers) openRequest(req, res).enter(handler, req, res);
  };
}

const node: Adapter[] = [
  {
    name: 'node:http',
    protocol: 'http',
    serve: async (mount) => createServer(plainly(mount)),
  },
  {
    name: 'node:https',
    protocol: 'https',
    serve: async (mount) => createSecureServer(await selfSigned(), plainly(mount)),
  },
  {
    name: 'node:http2',
    protocol: 'http2',
    serve: async (mount) => createHttp2Server(plainly(mount) as never),
  },
];

function expressAdaptersOf(
  suffix: string,
  make: (app: ExpressApp) => Server,
): readonly Adapter<ExpressApp>[] {
  return expressVersions.map(([version, express]) => ({
    name: `express ${version}${suffix}`,
    protocol: 'http',
    serve: async (mount) => {
      const app = express();
      // What Express would print of the errors that cases make.
      app.set('env', 'test');
      mount(app);
      return await Promise.resolve(make(app));
    },
  }));
}

/** Without the middleware: the cases mount it, or do not. */
export const bareExpressAdapters: readonly Adapter<ExpressApp>[] = expressAdaptersOf('', (app) =>
  createServer(app),
);

/** The same, whose requests are born with the prototypes of the app. */
const servedExpressAdapters = expressAdaptersOf(', served', (app) =>
  createExpressServer(app as never),
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

export const expressAdapters: readonly Adapter<ExpressApp>[] = [
  ...bareExpressAdapters,
  ...servedExpressAdapters,
].map((adapter) => behind(adapter, (app) => void app.use(expressMiddleware())));

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

export function mountOnExpress(app: ExpressApp, handler: PlainHandler): void {
  app.use((req, res) => handler(req, res));
}

export function mountOnKoa(app: KoaApp, handler: PlainHandler): void {
  app.use((ctx) => {
    ctx.respond = false;
    handler(ctx.req, ctx.res);
  });
}

const throughExpress = expressAdapters.map((adapter) => plain(adapter, mountOnExpress));
const throughKoa = koaAdapters.map((adapter) => plain(adapter, mountOnKoa));

export const plainAdapters: readonly Adapter[] = [...node, ...throughExpress, ...throughKoa];
