import { contextMiddleware as expressMiddleware } from '@aiolocals/express';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import type { FastifyInstance } from 'fastify-5';
import { type ContractCase, inChild, seeInChild } from '@aiolocals/testing';
import type {
  ExpressApp,
  ExpressErrorHandler,
  ExpressHandler,
  KoaApp,
} from '../framework-shapes.js';

const REPLY = ['listener', 'callback of write', 'callback of end'];

/** A child context around `next()` of Express, and a `next` that is called elsewhere. On bare adapters. */
export const expressChildCases: readonly ContractCase<ExpressApp>[] = [
  {
    name: 'a child context around `next()`',
    places: ['handler', 'error handler', ...REPLY],
    mount: (app, kit) => {
      const see = seeInChild(kit);
      app.use(expressMiddleware() as ExpressHandler);
      app.use((req, _res, next) => inChild(req, next));
      app.use((_req, _res, next) => kit.pool.query('x', () => next()));
      app.use(expressMiddleware() as ExpressHandler);
      app.get('/', (req, _res, next) => {
        see('handler', req);
        kit.pool.query('y', () => next(new Error('as the case wants it')));
      });
      const onError: ExpressErrorHandler = (_error, req, res, _next) => {
        see('error handler', req);
        res.on('mine', () => see('listener', req));
        res.emit('mine');
        res.write('o', () => see('callback of write', req));
        res.end('k', () => see('callback of end', req));
      };
      app.use(onError);
    },
  },
];

/** The same for a child around `done` of a hook of Fastify. */
export const fastifyChildCases: readonly ContractCase<FastifyInstance>[] = [
  {
    name: 'a child context around `done`',
    places: ['preHandler', 'error handler', 'onSend', 'listener'],
    requests: 20,
    mount: (app, kit) => {
      const see = seeInChild(kit);
      app.addHook('onRequest', (request, _reply, done) => inChild(request, done));
      app.addHook('preParsing', (_request, _reply, payload, done) =>
        kit.pool.query('x', () => done(null, payload)),
      );
      app.addHook('preHandler', (request, _reply, done) => {
        see('preHandler', request);
        kit.pool.query('y', () => done(new Error('as the case wants it')));
      });
      app.addHook('onSend', (request, _reply, payload, done) => {
        see('onSend', request);
        kit.pool.query('z', () => done(null, payload));
      });
      app.setErrorHandler((_error, request, reply) => {
        see('error handler', request);
        reply.raw.on('mine', () => see('listener', request));
        reply.raw.emit('mine');
        void reply.send('failed');
      });
      app.get('/', () => 'ok');
    },
  },
];

/** The same for Koa. On bare adapters. */
export const koaChildCases: readonly ContractCase<KoaApp>[] = [
  {
    name: 'a child context around `next()`',
    places: ['handler', 'after a further middleware'],
    mount: (app, kit) => {
      const see = seeInChild(kit);
      app.use(koaMiddleware());
      app.use(async (ctx, next) => await inChild(ctx.req, next));
      app.use(async (_ctx, next) => {
        await new Promise<void>((resolve) => kit.pool.query('x', () => resolve()));
        await next();
      });
      app.use(async (ctx, next) => {
        see('handler', ctx.req);
        await koaMiddleware()(ctx, next);
      });
      app.use((ctx) => {
        see('after a further middleware', ctx.req);
        ctx.body = 'ok';
      });
    },
  },
];
