import { createRequire } from 'node:module';
import type { Client, ContractCase, Kit } from '@aiolocals/testing';
import type { KoaApp, KoaContext, KoaMiddleware } from '../framework-shapes.js';

const require = createRequire(import.meta.url);

interface Router {
  use(...middleware: KoaMiddleware[]): void;
  get(path: string, ...middleware: KoaMiddleware[]): void;
  post(path: string, ...middleware: KoaMiddleware[]): void;
  param(
    name: string,
    middleware: (value: string, ctx: KoaContext, next: () => Promise<unknown>) => unknown,
  ): void;
  routes(): KoaMiddleware;
}

const { default: KoaRouter } = require('@koa/router') as { default: new () => Router };
const { createSession } = require('koa-session') as {
  createSession: (options: object, app: KoaApp) => KoaMiddleware;
};
const compress = require('koa-compress') as (options: object) => KoaMiddleware;

function answer({ see }: Kit): KoaMiddleware {
  return (ctx) => {
    see('handler', ctx.req);
    ctx.body = 'ok';
  };
}

/** Wraps a driver with callbacks: the promise brings the context back. */
async function query({ pool }: Kit): Promise<void> {
  await new Promise<void>((resolve) => pool.query('x', () => resolve()));
}

async function askTwice(client: Client, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      const { headers } = await client.ask({ id });
      const cookies = [headers['set-cookie'] ?? []].flat();
      const cookie = cookies.map((line) => line.split(';', 1).join('')).join('; ');
      await client.ask({ id, headers: { Cookie: cookie } });
    }),
  );
}

/** Middleware behind well-known middleware. */
export const koaMiddlewareCases: readonly ContractCase<KoaApp>[] = [
  {
    name: '@koa/router',
    places: ['param', 'middleware', 'handler'],
    send: async (client, ids) =>
      await Promise.all(ids.map(async (id) => await client.ask({ id, path: '/users/7' }))),
    mount: (app, kit) => {
      const router = new KoaRouter();
      router.param('user', async (_user, ctx, next) => {
        await query(kit);
        kit.see('param', ctx.req);
        return await next();
      });
      router.use(async (ctx, next) => {
        await query(kit);
        kit.see('middleware', ctx.req);
        return await next();
      });
      router.get('/users/:user', answer(kit));
      app.use(router.routes());
    },
  },
  {
    name: 'koa-session in a shared connection',
    places: ['handler'],
    send: askTwice,
    mount: (app, kit) => {
      app.keys = ['x'];
      const sessions = new Map<string, unknown>();
      const store = {
        get: async (id: string) => {
          await query(kit);
          return sessions.get(id);
        },
        set: async (id: string, state: unknown) => {
          await query(kit);
          sessions.set(id, state);
        },
        destroy: async (id: string) => {
          await query(kit);
          sessions.delete(id);
        },
      };
      app.use(createSession({ store }, app));
      app.use(async (ctx) => {
        ctx.session = { ...ctx.session, spam: 'ham' };
        await query(kit);
        answer(kit)(ctx, async () => await Promise.resolve());
      });
    },
  },
  {
    name: 'koa-compress',
    places: ['handler', 'finish', 'close'],
    mount: (app, kit) => {
      app.use(compress({ threshold: 0 }));
      app.use((ctx) => {
        kit.see('handler', ctx.req);
        ctx.res.on('finish', () => kit.see('finish', ctx.req));
        ctx.res.on('close', () => kit.see('close', ctx.req));
        ctx.body = 'ham '.repeat(10_000);
      });
    },
  },
  {
    name: 'promise of a shared connection',
    requests: 180,
    places: ['middleware', 'handler', 'after'],
    mount: (app, kit) => {
      app.use(async (ctx, next) => {
        await query(kit);
        kit.see('middleware', ctx.req);
        await next();
        await query(kit);
        kit.see('after', ctx.req);
      });
      app.use(async (ctx) => {
        await query(kit);
        answer(kit)(ctx, async () => await Promise.resolve());
      });
    },
  },
];
