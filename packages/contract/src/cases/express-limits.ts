import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { bind, Context, request } from '@aiolocals/core';
import { contextMiddleware, restoreExpress } from '@aiolocals/express';
import { each, limitOf, type Limit } from '@aiolocals/testing';
import { expressVersions } from '../frameworks.js';
import type { ExpressApp, ExpressHandler } from '../framework-shapes.js';

const require = createRequire(import.meta.url);
const morgan = require('morgan') as (
  format: (tokens: unknown, req: Parameters<ExpressHandler>[0]) => void,
) => ExpressHandler;

const asIs = <Listener>(listener: Listener): Listener => listener;

/** Calls `next` from another context. */
const elsewhere: ExpressHandler = (_req, _res, next) =>
  new Context({ parent: null }).enter(() => {
    request.id = 'somebody else';
    next();
  });

/** What README.md of @aiolocals/express says that it cannot reach. */
export const expressLimits: readonly Limit<ExpressApp>[] = [
  limitOf('middleware mounted before it, and what that logs later', {
    places: ['before', 'line'],
    mount: (app, { see }, isRemedied) => {
      if (isRemedied) app.use(contextMiddleware());
      app.use(morgan((_tokens, req) => see('line', req)));
      app.use((req, _res, next) => {
        see('before', req);
        next();
      });
      if (!isRemedied) app.use(contextMiddleware());
      app.get('/', (_req, res) => res.send('ok'));
    },
  }),
  limitOf('the callback itself of a connection that requests share: bind(callback)', {
    places: ['callback'],
    mount: (app, { see, pool }, isRemedied) => {
      app.use(contextMiddleware());
      app.get('/', (req, res) => {
        const callback = (): void => {
          see('callback', req);
          res.send('ok');
        };
        pool.query('x', isRemedied ? bind(callback) : callback);
      });
    },
  }),
  limitOf('the callback itself of a connection that requests share: await', {
    places: ['callback'],
    mount: (app, { see, pool }, isRemedied) => {
      app.use(contextMiddleware());
      app.get('/', async (req, res) => {
        await new Promise<void>((resolve) =>
          pool.query('x', () => {
            if (!isRemedied) see('callback', req);
            resolve();
          }),
        );
        if (isRemedied) see('callback', req);
        res.send('ok');
      });
    },
  }),
  limitOf('an `app.param` callback after one that called `next` elsewhere', {
    places: ['param'],
    send: each({ path: '/users/7' }),
    mount: (app, { see, pool }, isRemedied) => {
      app.use(contextMiddleware());
      app.param('user', (_req, _res, next) => {
        const go = isRemedied ? bind(next) : next;
        pool.query('x', () => go());
      });
      app.param('user', (req, _res, next) => {
        see('param', req);
        next();
      });
      app.get('/users/:user', (_req, res) => res.send('ok'));
    },
  }),
  limitOf('events of `req.socket`', {
    places: ['close'],
    send: each({ headers: { Connection: 'close' } }),
    mount: (app, { see }, isRemedied) => {
      app.use(contextMiddleware());
      app.get('/', (req, res) => {
        req.socket.on(
          'close',
          (isRemedied ? bind : asIs)(() => see('close', req)),
        );
        res.send('ok');
      });
    },
  }),
  limitOf('events of emitters that requests share', {
    places: ['event'],
    requests: 10,
    mount: (app, { see }, isRemedied) => {
      const shared = new EventEmitter();
      app.use(contextMiddleware());
      app.get('/', (req, res) => {
        const listener = (): void => {
          see('event', req);
          res.send('ok');
        };
        shared.once('all here', isRemedied ? bind(listener) : listener);
        if (shared.listenerCount('all here') === 10) shared.emit('all here');
      });
    },
  }),
  limitOf('a router of another copy, hidden in a function, on its first request', {
    places: ['handler'],
    requests: 1,
    mount: (app, { see }, isRemedied) => {
      // Forgets what earlier requests showed: the limit is about the first one.
      restoreExpress();
      app.use(contextMiddleware());
      for (const [, { Router }] of expressVersions) {
        const inner = Router();
        inner.use(elsewhere, (req, _res, next) => {
          see('handler', req);
          next();
        });
        app.use(isRemedied ? inner : (req, res, next) => inner(req, res, next));
      }
      app.use((_req, res) => res.send('ok'));
    },
  }),
];
