import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { eachOrFail } from '../bodies.js';
import type { Client } from '../client.js';
import type { ContractCase, Kit } from '../contract-case.js';
import type {
  ExpressApp,
  ExpressHandler,
  ExpressRequest,
  ExpressResponse,
} from '../framework-shapes.js';
import type { Witness } from '../sightings.js';

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL('.', import.meta.url));

type Factory<Options> = (options: Options) => ExpressHandler;
type Callback = (error: Error | null, result?: unknown) => void;

const compression = require('compression') as Factory<{ threshold: number }>;
const morgan = require('morgan') as (
  format: (tokens: unknown, req: Witness) => void,
) => ExpressHandler;
const { pinoHttp } = require('pino-http') as {
  pinoHttp: (options: object, stream: NodeJS.WritableStream) => ExpressHandler;
};
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
const session = require('express-session') as Factory<object> & {
  Store: new () => object;
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

/** Asks twice, the second time with the cookie that the first answer set. */
async function askTwice(client: Client, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      const { headers } = await client.ask({ id });
      const cookie = String(headers['set-cookie']).split(';', 1).join('');
      await client.ask({ id, headers: { Cookie: cookie } });
    }),
  );
}

/** Keeps sessions behind callbacks on connections that all requests share. */
function pooledStore({ pool }: Kit): object {
  const sessions = new Map<string, string>();
  return Object.assign(new session.Store(), {
    get: (id: string, done: Callback) =>
      pool.query('get', () => done(null, JSON.parse(sessions.get(id) ?? 'null'))),
    set: (id: string, state: object, done: Callback) => {
      sessions.set(id, JSON.stringify(state));
      pool.query('set', () => done(null));
    },
    touch: (_id: string, _state: object, done: Callback) => pool.query('touch', () => done(null)),
  });
}

function sessionCase(name: string, store: (kit: Kit) => object): ContractCase<ExpressApp> {
  return {
    name,
    places: ['handler', 'end'],
    send: askTwice,
    mount: (app, kit) => {
      app.use(session({ secret: 'x', resave: true, saveUninitialized: true, ...store(kit) }));
      app.get('/', (req, res) => {
        kit.see('handler', req);
        res.end('ok', () => kit.see('end', req));
      });
    },
  };
}

/** Handlers, and callbacks, behind well-known middleware. */
export const expressMiddlewareCases: readonly ContractCase<ExpressApp>[] = [
  sessionCase('express-session in memory', () => ({})),
  sessionCase('express-session in a shared connection', (kit) => ({ store: pooledStore(kit) })),
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
    name: 'morgan',
    places: ['line'],
    mount: (app, { see }) => {
      app.use(morgan((_tokens, req) => see('line', req)));
      app.get('/', (_req, res) => res.send('ok'));
    },
  },
  {
    name: 'pino-http',
    places: ['line'],
    mount: (app, { see }) => {
      const customProps = (req: ExpressRequest, res: ExpressResponse): object => {
        if (res.writableEnded) see('line', req);
        return {};
      };
      app.use(pinoHttp({ customProps }, new PassThrough().resume()));
      app.get('/', (_req, res) => res.send('ok'));
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
