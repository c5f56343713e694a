import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { eachOrFail, type ContractCase, type Kit, type Witness } from '@aiolocals/testing';
import type {
  ExpressApp,
  ExpressHandler,
  ExpressRequest,
  ExpressResponse,
} from '../framework-shapes.js';

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL('.', import.meta.url));

type Factory<Options> = (options: Options) => ExpressHandler;

const compression = require('compression') as Factory<{ threshold: number }>;
const { rateLimit } = require('express-rate-limit') as { rateLimit: Factory<object> };
const { createProxyMiddleware } = require('http-proxy-middleware') as {
  createProxyMiddleware: Factory<object>;
};
const serveStatic = require('serve-static') as (root: string, options: object) => ExpressHandler;
const { Passport } = require('passport') as {
  Passport: new () => {
    use(name: string, strategy: object): void;
    authenticate(name: string, options: object): ExpressHandler;
  };
};
interface Strategy {
  success(user: object): void;
}

function answer(kit: Kit): ExpressHandler {
  return (req, res) => {
    kit.see('handler', req);
    res.send('ok');
  };
}

/** Handlers, and callbacks, behind well-known middleware. */
export const expressMiddlewareCases: readonly ContractCase<ExpressApp>[] = [
  {
    name: 'passport',
    places: ['handler'],
    mount: (app, kit) => {
      const passport = new Passport();
      passport.use('pooled', {
        name: 'pooled',
        authenticate(this: Strategy) {
          kit.pool.query('user', () => this.success({ name: 'Bob' }));
        },
      });
      app.use(passport.authenticate('pooled', { session: false }));
      app.get('/', answer(kit));
    },
  },
  {
    name: 'compression',
    places: ['handler', 'drain or finish', 'close'],
    mount: (app, { see }) => {
      app.use(compression({ threshold: 0 }));
      app.get('/', (req, res) => {
        see('handler', req);
        res.on('drain', () => see('drain or finish', req));
        res.on('finish', () => see('drain or finish', req));
        res.on('close', () => see('close', req));
        res.setHeader('Content-Type', 'text/plain');
        res.write('ham '.repeat(10_000));
        res.end();
      });
    },
  },
  {
    name: 'express-rate-limit',
    places: ['key', 'refused'],
    mount: (app, { see }) => {
      const keyGenerator = (req: ExpressRequest): string => {
        see('key', req);
        return String(req.headers['x-request-id']);
      };
      const handler: ExpressHandler = (req, res) => {
        see('refused', req);
        res.send('no');
      };
      app.use(rateLimit({ limit: 1, keyGenerator, handler, validate: false }));
      app.get('/', (_req, res) => res.send('ok'));
    },
    send: async (client, ids) => {
      await eachOrFail({})(client, ids);
      await eachOrFail({})(client, ids);
    },
  },
  {
    name: 'http-proxy-middleware',
    places: ['proxyReq', 'proxyRes'],
    mount: (app, { see, onEnd }) => {
      const upstream = createServer((_req, res) => res.end('from upstream')).listen(0, '127.0.0.1');
      onEnd(() => upstream.close());
      const router = (): string =>
        `http://127.0.0.1:${(upstream.address() as { port: number }).port}`;
      const on = {
        proxyReq: (_outgoing: object, incoming: Witness) => see('proxyReq', incoming),
        proxyRes: (_incoming: object, incoming: Witness) => see('proxyRes', incoming),
      };
      app.use(createProxyMiddleware({ target: 'http://127.0.0.1', router, on }));
    },
  },
  {
    name: 'serve-static',
    places: ['setHeaders', 'handler'],
    mount: (app, kit) => {
      const setHeaders = (res: ExpressResponse): void => kit.see('setHeaders', res.req);
      app.use(serveStatic(here, { setHeaders }));
      app.use(answer(kit));
    },
    send: async (client, ids) => {
      await eachOrFail({ path: '/express-middleware.ts' })(client, ids);
      await eachOrFail({ path: '/no-such-file' })(client, ids);
    },
  },
];
