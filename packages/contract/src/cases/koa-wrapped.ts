import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { contextMiddleware } from '@aiolocals/koa';
import { each, type ContractCase, type Kit } from '@aiolocals/testing';
import type { KoaApp, KoaMiddleware } from '../framework-shapes.js';

const require = createRequire(import.meta.url);
const requireAsKoa = createRequire(require.resolve('koa-3'));
const compose = requireAsKoa('koa-compose') as (middleware: KoaMiddleware[]) => KoaMiddleware;

const spans = new AsyncLocalStorage<object>();

/**
 * Does what tracing does with each middleware: the app gets another function than the one that was passed to `app.use`.
 */
function traced(middleware: KoaMiddleware): KoaMiddleware {
  return async (ctx, next) => await spans.run({}, () => middleware(ctx, next));
}

const before: KoaMiddleware = async (_ctx, next) => await next();

const WAYS: Readonly<Record<string, (app: KoaApp, handler: KoaMiddleware) => void>> = {
  'a middleware that is wrapped by what traces `app.use`': (app, handler) => {
    app.use(traced(contextMiddleware()));
    app.use(traced(handler));
  },
  'a middleware that is composed with others': (app, handler) => {
    app.use(compose([before, contextMiddleware(), handler]));
  },
  'a middleware behind another one': (app, handler) => {
    app.use(before);
    app.use(contextMiddleware());
    app.use(handler);
  },
};

function handlerOf({ see }: Kit): KoaMiddleware {
  return (ctx) => {
    if (ctx.originalUrl === '/json') ctx.body = { toJSON: () => see('toJSON', ctx.req) };
    else {
      ctx.body = new Readable({
        read() {
          see('read', ctx.req);
          this.push(null);
        },
      });
    }
  };
}

/** What Koa does after all middleware, wherever the middleware is, also at the first request. On bare adapters. */
export const koaWrappedCases: readonly ContractCase<KoaApp>[] = Object.entries(WAYS).map(
  ([name, use]) => ({
    name: `the response behind ${name}`,
    places: ['read', 'toJSON'],
    mount: (app, kit) => use(app, handlerOf(kit)),
    send: async (client, ids) => {
      await each({})(client, ids);
      await each({ path: '/json' })(client, ids);
    },
  }),
);
