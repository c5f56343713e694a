import { openRequest, requestPolicy, setupOf } from '@aiolocals/core/http';
import { contextMiddleware as expressMiddleware } from '@aiolocals/express';
import { contextPlugin } from '@aiolocals/fastify';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import type { FastifyInstance } from 'fastify-5';
import type { ContractCase, Kit, Plain, Witness } from '@aiolocals/testing';
import type {
  ExpressApp,
  ExpressErrorHandler,
  ExpressHandler,
  KoaApp,
} from '../framework-shapes.js';

type Setup = (request: Witness) => Promise<void>;

/** Returns a `setup` that waits for a connection that requests share, and then fails if it should. */
function pooledSetup({ see, pool }: Kit, fails = false): Setup {
  return async (req) => {
    see('setup', req);
    await new Promise<void>((resolve) => pool.query('tenant', () => resolve()));
    see('after a wait in setup', req);
    if (fails) throw new Error('as the case wants it');
  };
}

const PLACES = ['setup', 'after a wait in setup'];

/** A further policy without a framework, for a request that is open already. */
export const plainSetupCases: readonly ContractCase<Plain>[] = [
  {
    name: '`setup` and `onClose` of a further policy',
    places: [...PLACES, 'handler', 'onClose'],
    mount: (mount, kit) => {
      mount((req, res) => {
        const setup = pooledSetup(kit);
        const policy = requestPolicy({ setup, onClose: () => kit.see('onClose', req) });
        const context = openRequest(req, res, policy);
        void setupOf(context)?.then(() => {
          kit.see('handler', req);
          return res.end('ok');
        });
      });
    },
  },
];

/** What Express does for a `setup` that returns a promise, and for a further middleware. On bare adapters. */
export const expressSetupCases: readonly ContractCase<ExpressApp>[] = [
  {
    name: 'a `setup` that returns a promise',
    places: [...PLACES, 'handler'],
    mount: (app, kit) => {
      app.use(expressMiddleware({ setup: pooledSetup(kit) }) as ExpressHandler);
      app.get('/', (req, res) => {
        kit.see('handler', req);
        res.send('ok');
      });
    },
  },
  {
    name: 'a `setup` that rejects',
    places: [...PLACES, 'error handler'],
    mount: (app, kit) => {
      app.use(expressMiddleware({ setup: pooledSetup(kit, true) }) as ExpressHandler);
      const onError: ExpressErrorHandler = (_error, req, res, _next) => {
        kit.see('error handler', req);
        res.send('failed');
      };
      app.use(onError);
    },
  },
  {
    name: '`setup` and `onClose` of a further middleware',
    places: [...PLACES, 'handler', 'onClose'],
    mount: (app, kit) => {
      app.use(expressMiddleware() as ExpressHandler);
      app.use((_req, _res, next) => kit.pool.query('x', () => next()));
      app.get('/', (req, res, next) => {
        const mounted = expressMiddleware({
          setup: pooledSetup(kit),
          onClose: () => kit.see('onClose', req),
        }) as ExpressHandler;
        mounted(req, res, next);
      });
      app.get('/', (req, res) => {
        kit.see('handler', req);
        res.send('ok');
      });
    },
  },
];

/** The same for Fastify. On bare adapters. */
export const fastifySetupCases: readonly ContractCase<FastifyInstance>[] = [
  {
    name: 'a `setup` that returns a promise',
    places: [...PLACES, 'preHandler', 'handler'],
    requests: 20,
    mount: (app, kit) => {
      app.register(contextPlugin, { setup: pooledSetup(kit) });
      app.addHook('preHandler', async (request) => kit.see('preHandler', request));
      app.get('/', async (request) => {
        kit.see('handler', request);
        return 'ok';
      });
    },
  },
  {
    name: 'a `setup` that rejects',
    places: [...PLACES, 'onError', 'error handler'],
    requests: 20,
    mount: (app, kit) => {
      app.register(contextPlugin, { setup: pooledSetup(kit, true) });
      app.addHook('onError', async (request) => kit.see('onError', request));
      app.setErrorHandler((_error, request, reply) => {
        kit.see('error handler', request);
        void reply.send('failed');
      });
      app.get('/', () => 'ok');
    },
  },
  {
    name: '`setup` and `onClose` of a further plugin, in a scope',
    places: [...PLACES, 'handler', 'onClose'],
    requests: 20,
    mount: (app, kit) => {
      app.register(contextPlugin);
      app.addHook('onRequest', (_request, _reply, done) => kit.pool.query('x', () => done()));
      app.register(async (scope) => {
        await scope.register(contextPlugin, {
          setup: pooledSetup(kit),
          // The path says whose request it was.
          onClose: ({ path }) => kit.see('onClose', { headers: { 'x-request-id': path.slice(1) } }),
        });
        scope.get('/:id', async (request) => {
          kit.see('handler', request);
          return 'ok';
        });
      });
    },
    send: async (client, ids) =>
      await Promise.all(ids.map(async (id) => await client.ask({ id, path: `/${id}` }))),
  },
];

/** The same for Koa. On bare adapters. */
export const koaSetupCases: readonly ContractCase<KoaApp>[] = [
  {
    name: 'a `setup` that returns a promise',
    places: [...PLACES, 'handler'],
    mount: (app, kit) => {
      app.use(koaMiddleware({ setup: pooledSetup(kit) }));
      app.use((ctx) => {
        kit.see('handler', ctx.req);
        ctx.body = 'ok';
      });
    },
  },
  {
    name: 'a `setup` that rejects',
    places: [...PLACES, 'error listener'],
    mount: (app, kit) => {
      app.on('error', (_error, { req }: { readonly req: Witness }) => {
        kit.see('error listener', req);
      });
      app.use(koaMiddleware({ setup: pooledSetup(kit, true) }));
    },
  },
  {
    name: '`setup` and `onClose` of a further middleware',
    places: [...PLACES, 'handler', 'onClose'],
    mount: (app, kit) => {
      app.use(koaMiddleware());
      app.use(async (ctx, next) => {
        const mounted = koaMiddleware({
          setup: pooledSetup(kit),
          onClose: () => kit.see('onClose', ctx.req),
        });
        await mounted(ctx, next);
      });
      app.use((ctx) => {
        kit.see('handler', ctx.req);
        ctx.body = 'ok';
      });
    },
  },
];
