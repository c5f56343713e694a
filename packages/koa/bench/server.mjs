// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { contextMiddleware } from '@aiolocals/koa';
import rTracer from 'cls-rtracer';
import Koa from 'koa';

const storage = new AsyncLocalStorage();

/** @type {Record<string, import('koa').Middleware | undefined>} */
const middleware = {
  'als.run(store, next)': async (ctx, next) =>
    await storage.run({ id: ctx.headers['x-request-id'] ?? randomUUID() }, next),
  'als.run(store, next), and the id echoed': async (ctx, next) => {
    const id = ctx.headers['x-request-id'] ?? randomUUID();
    ctx.set('X-Request-ID', id);
    return await storage.run({ id }, next);
  },
  '@aiolocals/koa': contextMiddleware(),
  '@aiolocals/koa, echo: false': contextMiddleware({ echo: false }),
  'cls-rtracer': rTracer.koaMiddleware(),
};

const app = new Koa();
const chosen = middleware[process.argv[2] ?? ''];
if (chosen !== undefined) app.use(chosen);
app.use((ctx) => {
  ctx.body = 'Hello World';
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(address?.port);
});
