import { bind } from '@aiolocals/core';
import { contextMiddleware, restoreExpress } from '@aiolocals/express';
import { limitOf, type Limit } from '@aiolocals/testing';
import type { ExpressHandler, ExpressRouter } from '../framework-shapes.js';

/** What README.md of @aiolocals/express says of a router that no app has: only an app tells of the layers that a request goes through. */
export const routerLimit: Limit<ExpressRouter> = limitOf(
  'the layers of a bare `router`, without an Express app',
  {
    places: ['handler'],
    mount: (router, { see, pool }, isRemedied) => {
      restoreExpress();
      router.use(contextMiddleware() as ExpressHandler);
      router.use((_req, _res, next) => {
        const go = isRemedied ? bind(next) : next;
        pool.query('x', () => go());
      });
      router.get('/', (req, res) => {
        see('handler', req);
        res.end('ok');
      });
    },
  },
);
