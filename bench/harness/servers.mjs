// @ts-check
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * @typedef {object} Kit What an alternative brings.
 * @property {import('express').RequestHandler | undefined} [express]
 * @property {(app: import('express').Express) => import('node:http').Server} [serveExpress] Serves an app better than `app.listen`.
 * @property {import('koa').Middleware} [koa]
 * @property {(app: import('fastify').FastifyInstance) => unknown} [fastify] Registers what it brings.
 * @property {(handler: import('node:http').RequestListener) => import('node:http').Server} [node] Serves with a handler.
 * @property {true} [isBare] Whether it brings nothing.
 * @property {() => unknown} id The id of the current request.
 *
 * @typedef {Record<string, () => import('node:http').Server | Promise<import('node:http').Server>>} Servers A function
 *   for each that starts it. It loads the framework only then.
 */

/** @type {Record<string, () => Promise<Servers>>} */
export const servers = {
  async bare() {
    return listeners({
      express: (_req, _res, next) => next(),
      fastify: () => {},
      isBare: true,
      id: () => 'none',
    });
  },
  async 'raw AsyncLocalStorage'() {
    const { storage } = await import('../alternatives/raw.mjs');
    return listeners({
      express(req, res, next) {
        const id = randomUUID();
        res.setHeader('X-Request-ID', id);
        storage.run({ id, path: req.path }, next);
      },
      koa(ctx, next) {
        const id = randomUUID();
        ctx.set('X-Request-ID', id);
        return storage.run({ id, path: ctx.path }, next);
      },
      fastify: (app) =>
        app.addHook('onRequest', (req, reply, done) => {
          const id = randomUUID();
          reply.header('X-Request-ID', id);
          storage.run({ id, path: pathOf(req.url) }, done);
        }),
      node: (handler) =>
        createServer((req, res) => {
          const id = randomUUID();
          res.setHeader('X-Request-ID', id);
          storage.run({ id, path: req.url ?? '' }, handler, req, res);
        }),
      id: () => storage.getStore()?.id,
    });
  },
  async '@aiolocals'() {
    const { request } = await import('@aiolocals/core');
    const { bindServer } = await import('@aiolocals/core/http');
    const { contextMiddleware: forExpress, createServer: serveExpress } =
      await import('@aiolocals/express');
    const { contextMiddleware: forKoa } = await import('@aiolocals/koa');
    const { contextPlugin } = await import('@aiolocals/fastify');
    return listeners({
      express: forExpress(),
      serveExpress,
      koa: forKoa(),
      fastify: (app) => app.register(contextPlugin),
      node(handler) {
        const server = createServer(handler);
        bindServer(server);
        return server;
      },
      id: () => request.id,
    });
  },
  async 'cls-rtracer'() {
    const { default: tracer } = await import('cls-rtracer');
    return listeners({
      express: tracer.expressMiddleware({ echoHeader: true }),
      // Its types are of another version of Koa.
      koa: /** @type {import('koa').Middleware} */ (
        /** @type {unknown} */ (tracer.koaMiddleware({ echoHeader: true }))
      ),
      id: () => tracer.id(),
    });
  },
  async '@fastify/request-context'() {
    const { fastifyRequestContext, requestContext } = await import('@fastify/request-context');
    // Its types name only what the application has declared.
    const context = /** @type {{ get(key: string): unknown }} */ (requestContext);
    return listeners({
      fastify(app) {
        app.register(fastifyRequestContext, {
          defaultStoreValues: (/** @type {import('fastify').FastifyRequest} */ req) => ({
            id: randomUUID(),
            path: pathOf(req.url),
          }),
        });
        app.addHook('onRequest', (_req, reply, done) => {
          reply.header('X-Request-ID', String(context.get('id')));
          done();
        });
      },
      id: () => context.get('id'),
    });
  },
  async 'express-http-context'() {
    const { default: context } = await import('express-http-context');
    return listeners({
      express(req, res, next) {
        context.middleware(req, res, () => {
          const id = randomUUID();
          res.setHeader('X-Request-ID', id);
          context.set('id', id);
          context.set('path', req.path);
          next();
        });
      },
      id: () => context.get('id'),
    });
  },
};

/** @returns {Servers} */
function listeners(/** @type {Kit} */ kit) {
  const { isBare } = kit;
  const { koa = isBare ? bareKoa : undefined, node = isBare ? bareNode : undefined } = kit;
  return {
    ...(kit.express === undefined
      ? {}
      : {
          express: async () => expressServer(kit),
          expressServed: async () => expressServer(kit, kit.serveExpress),
        }),
    ...(kit.fastify === undefined ? {} : { fastify: async () => fastifyServer(kit) }),
    ...(node === undefined ? {} : { node: () => nodeServer(node, kit.id) }),
    ...(koa === undefined ? {} : { koa: async () => koaServer(koa, kit.id) }),
  };
}

/** @type {import('koa').Middleware} */
const bareKoa = (_ctx, next) => next();

const bareNode = (/** @type {import('node:http').RequestListener} */ handler) =>
  createServer(handler);

function nodeServer(
  /** @type {NonNullable<Kit['node']>} */ serve,
  /** @type {() => unknown} */ id,
) {
  return serve(async (_req, res) => {
    await Promise.resolve();
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.end(JSON.stringify({ id: id() }));
  }).listen(0, '127.0.0.1');
}

/**
 * @param {Pick<Kit, 'express' | 'id'>} kit
 * @param {Kit['serveExpress']} [serve]
 */
async function expressServer({ express: middleware, id }, serve = (app) => createServer(app)) {
  const { default: express } = await import('express');
  const app = express();
  app.use(middleware ?? ((_req, _res, next) => next()));
  app.get('/orders/:order', async (_req, res) => {
    await Promise.resolve();
    res.json({ id: id() });
  });
  return serve(app).listen(0, '127.0.0.1');
}

async function koaServer(
  /** @type {import('koa').Middleware} */ middleware,
  /** @type {() => unknown} */ id,
) {
  const { default: Koa } = await import('koa');
  const app = new Koa();
  app.use(middleware);
  app.use(async (ctx) => {
    await Promise.resolve();
    ctx.body = { id: id() };
  });
  return app.listen(0, '127.0.0.1');
}

async function fastifyServer(/** @type {Pick<Kit, 'fastify' | 'id'>} */ { fastify: register, id }) {
  const { fastify } = await import('fastify');
  const app = fastify();
  register?.(app);
  app.get('/orders/:order', async () => {
    await Promise.resolve();
    return { id: id() };
  });
  // It makes the server at once. Requests wait until it is ready.
  void app.listen({ port: 0, host: '127.0.0.1' });
  return app.server;
}

function pathOf(/** @type {string} */ url) {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
