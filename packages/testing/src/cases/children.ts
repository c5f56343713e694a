import { Context, Local } from '@aiolocals/core';
import { contextMiddleware as expressMiddleware } from '@aiolocals/express';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import type { Plain } from '../adapters.js';
import type { ContractCase, Kit } from '../contract-case.js';
import type {
  ExpressApp,
  ExpressErrorHandler,
  ExpressHandler,
  KoaApp,
} from '../framework-shapes.js';
import type { See, Witness } from '../sightings.js';

/** Set in a child context only. */
const child = new Local<{ of: unknown }>({ of: undefined });

/** Whose request it is when code runs for the right request, and not in its child. */
const NOBODY: Witness = { headers: { 'x-request-id': 'of no request' } };

/** Notes a place as that of the request only if the code runs in the child that the request opened. */
function seeInChild({ see }: Kit): See {
  return (place, req) => see(place, child.of === req.headers['x-request-id'] ? req : NOBODY);
}

function inChild<Result>({ headers }: Witness, fn: () => Result): Result {
  return new Context({ timeout: 60_000 }).run(() => {
    child.of = headers['x-request-id'];
    return fn();
  });
}

const REPLY = ['listener', 'callback of write', 'callback of end'];

/** A request whose handler answers in a child context, without a framework. */
export const plainChildCases: readonly ContractCase<Plain>[] = [
  {
    name: 'a child context that answers',
    places: REPLY,
    mount: (mount, kit) => {
      const see = seeInChild(kit);
      mount((req, res) => {
        inChild(req, () => {
          res.on('mine', () => see('listener', req));
          res.emit('mine');
          res.write('o', () => see('callback of write', req));
          res.end('k', () => see('callback of end', req));
        });
      });
    },
  },
];

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
