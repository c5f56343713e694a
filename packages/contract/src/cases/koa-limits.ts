import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { bind } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/koa';
import { each, limitOf, type Limit } from '@aiolocals/testing';
import type { KoaApp } from '../framework-shapes.js';

const asIs = <Listener>(listener: Listener): Listener => listener;

/** What README.md of @aiolocals/koa says that it cannot reach. */
export const koaLimits: readonly Limit<KoaApp>[] = [
  limitOf('middleware used before it: use it first', {
    places: ['before', 'after', 'read', 'toJSON'],
    mount: (app, { see }, isRemedied) => {
      if (isRemedied) app.use(contextMiddleware());
      app.use(async (ctx, next) => {
        see('before', ctx.req);
        await next();
        see('after', ctx.req);
      });
      if (!isRemedied) app.use(contextMiddleware());
      app.use((ctx) => {
        ctx.body =
          ctx.originalUrl === '/json'
            ? { toJSON: () => see('toJSON', ctx.req) }
            : new Readable({
                read() {
                  see('read', ctx.req);
                  this.push(null);
                },
              });
      });
    },
    send: async (client, ids) => {
      await each({})(client, ids);
      await each({ path: '/json' })(client, ids);
    },
  }),
  limitOf('middleware behind one that calls `next` in a callback', {
    places: ['handler'],
    mount: (app, { see, pool }, isRemedied) => {
      app.use(contextMiddleware());
      app.use(
        async (_ctx, next) =>
          await new Promise((resolve, reject) => {
            const go = isRemedied ? bind(() => next()) : next;
            pool.query('x', () => void go().then(resolve, reject));
          }),
      );
      app.use((ctx) => {
        see('handler', ctx.req);
        ctx.body = 'ok';
      });
    },
  }),
  limitOf('events of `ctx.socket`', {
    places: ['close'],
    send: each({ headers: { Connection: 'close' } }),
    mount: (app, { see }, isRemedied) => {
      app.use(contextMiddleware());
      app.use((ctx) => {
        ctx.req.socket.on(
          'close',
          (isRemedied ? bind : asIs)(() => see('close', ctx.req)),
        );
        ctx.body = 'ok';
      });
    },
  }),
  limitOf('events of emitters that requests share', {
    places: ['event'],
    requests: 10,
    mount: (app, { see }, isRemedied) => {
      const shared = new EventEmitter();
      app.use(contextMiddleware());
      app.use(
        async (ctx) =>
          await new Promise<void>((resolve) => {
            const listener = (): void => {
              see('event', ctx.req);
              ctx.body = 'ok';
              resolve();
            };
            shared.once('all here', isRemedied ? bind(listener) : listener);
            if (shared.listenerCount('all here') === 10) shared.emit('all here');
          }),
      );
    },
  }),
];
