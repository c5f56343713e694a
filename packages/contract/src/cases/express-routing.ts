import { createRequire } from 'node:module';
import { each, eachOrFail, type ContractCase, type Kit } from '@aiolocals/testing';
import { expressVersions } from '../frameworks.js';
import type {
  ExpressApp,
  ExpressErrorHandler,
  ExpressHandler,
  ExpressRouter,
} from '../framework-shapes.js';

const require = createRequire(import.meta.url);
const makeRouter = require('router') as () => ExpressRouter;

/** Calls `next` from a callback of a connection that all requests share, so often in the context of another request. */
function pooled({ pool }: Kit): ExpressHandler {
  return (_req, _res, next) => pool.query('x', () => next());
}

/** Passes an error to `next` in the same way. */
function pooledError({ pool }: Kit, error: unknown): ExpressHandler {
  return (_req, _res, next) => pool.query('x', () => next(error));
}

function answer({ see }: Kit, place = 'handler'): ExpressHandler {
  return (req, res) => {
    see(place, req);
    res.send('ok');
  };
}

function handleErrors({ see }: Kit): ExpressErrorHandler {
  return (_error, req, res, _next) => {
    see('error handler', req);
    if (res.headersSent) res.destroy();
    else res.send('failed');
  };
}

const REQUESTS = 180;

/** Layers that are reached by a `next` which was called elsewhere, and handlers of errors. */
export const expressRoutingCases: readonly ContractCase<ExpressApp>[] = [
  {
    name: 'next() from a shared connection: handler',
    requests: REQUESTS,
    places: ['middleware', 'handler', 'second handler'],
    mount: (app, kit) => {
      app.use(pooled(kit));
      app.use((req, _res, next) => {
        kit.see('middleware', req);
        next();
      });
      const first: ExpressHandler = (req, _res, next) => {
        kit.see('handler', req);
        kit.pool.query('y', () => next());
      };
      app.get('/', first, answer(kit, 'second handler'));
    },
  },
  {
    name: 'next() from a shared connection: app.param',
    requests: REQUESTS,
    places: ['param', 'handler'],
    send: each({ path: '/users/7' }),
    mount: (app, kit) => {
      app.param('user', (req, _res, next) => {
        kit.see('param', req);
        next();
      });
      app.use(pooled(kit));
      app.get('/users/:user', answer(kit));
    },
  },
  {
    name: 'next() from a shared connection: routers and mounted apps',
    requests: REQUESTS,
    places: ['in router', 'in app', 'after'],
    mount: (app, kit) => {
      const inner = makeRouter();
      inner.use(pooled(kit));
      inner.use((req, _res, next) => {
        kit.see('in router', req);
        kit.pool.query('y', () => next());
      });
      app.use(inner);
      for (const [, express] of expressVersions) {
        const mounted = express();
        mounted.use(pooled(kit));
        mounted.use((req, _res, next) => {
          kit.see('in app', req);
          kit.pool.query('z', () => next());
        });
        app.use(mounted);
      }
      app.use(answer(kit, 'after'));
    },
  },
  {
    name: 'next(error) from a shared connection',
    requests: REQUESTS,
    places: ['error handler'],
    mount: (app, kit) => {
      app.use(pooledError(kit, new Error('as the case wants it')));
      app.use(handleErrors(kit));
    },
  },
  {
    name: 'error thrown',
    places: ['error handler'],
    mount: (app, kit) => {
      app.get('/', () => {
        throw new Error('as the case wants it');
      });
      app.use(handleErrors(kit));
    },
  },
  {
    name: 'promise rejected',
    places: ['error handler'],
    on: ({ name }) => name.startsWith('express 5'),
    mount: (app, kit) => {
      app.get('/', async () => {
        await Promise.reject(new Error('as the case wants it'));
      });
      app.use(handleErrors(kit));
    },
  },
  {
    name: 'error after the response began',
    places: ['error handler', 'close'],
    send: eachOrFail({}),
    mount: (app, kit) => {
      app.get('/', (req, res, next) => {
        res.on('close', () => kit.see('close', req));
        res.write('some of it', () => next(new Error('as the case wants it')));
      });
      app.use(handleErrors(kit));
    },
  },
];
