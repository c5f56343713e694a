import { Agent, createServer, request as askUpstream } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { bind, bindEmitter } from '@aiolocals/core';
import { contextOf } from '@aiolocals/core/http';
import { contextMiddleware } from '@aiolocals/express';
import { limitOf, type Limit } from '@aiolocals/testing';
import type { ExpressApp, ExpressHandler, ExpressRequest } from '../framework-shapes.js';
import { pooledStore, session } from './express-sessions.js';

const require = createRequire(import.meta.url);
const { Passport } = require('passport') as {
  Passport: new () => {
    serializeUser(serialize: (user: object, done: (error: null, id: number) => void) => void): void;
    session(): ExpressHandler;
  };
};
const { createProxyMiddleware } = require('http-proxy-middleware') as {
  createProxyMiddleware: (options: object) => ExpressHandler;
};

type Done = (error?: Error) => void;
type SessionRequest = ExpressRequest & {
  readonly session: { save(done: Done): void; regenerate(done: Done): void };
  login(user: object, done: Done): void;
  logout(done: Done): void;
};

/** An address at which nobody listens. */
async function deadAddress(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A callback that a store on a shared connection calls. */
function storeLimit(
  row: string,
  call: (req: SessionRequest, done: Done) => void,
): Limit<ExpressApp> {
  return limitOf(row, {
    places: ['callback'],
    mount: (app, kit, isRemedied) => {
      const passport = new Passport();
      passport.serializeUser((_user, done) => done(null, 7));
      app.use(contextMiddleware());
      app.use(
        session({ secret: 'x', resave: true, saveUninitialized: true, store: pooledStore(kit) }),
      );
      app.use(passport.session());
      app.get('/', (req, res) => {
        const done: Done = () => {
          kit.see('callback', req);
          res.send('ok');
        };
        call(req as SessionRequest, isRemedied ? bind(done) : done);
      });
    },
  });
}

/** What README.md of @aiolocals/express says of callbacks that others call. */
export const expressCallbackLimits: readonly Limit<ExpressApp>[] = [
  storeLimit('the callback of `session.save`, with a store on a shared connection', (req, done) =>
    req.session.save(done),
  ),
  storeLimit('the callback of `session.regenerate`', (req, done) => req.session.regenerate(done)),
  storeLimit("the callback of passport's `req.login`", (req, done) =>
    req.login({ name: 'Bob' }, done),
  ),
  storeLimit("the callback of passport's `req.logout`", (req, done) => req.logout(done)),
  limitOf('the same with `promisify` and await', {
    places: ['callback'],
    mount: (app, kit, isRemedied) => {
      app.use(contextMiddleware());
      app.use(
        session({ secret: 'x', resave: true, saveUninitialized: true, store: pooledStore(kit) }),
      );
      app.get('/', async (req, res) => {
        const { session: own } = req as SessionRequest;
        const save = promisify((done: Done) => own.save(done));
        if (isRemedied) await save();
        else
          await new Promise<void>((resolve) => own.save(() => resolve(kit.see('callback', req))));
        if (isRemedied) kit.see('callback', req);
        res.send('ok');
      });
    },
  }),
];

/** What happens to requests to other servers that wait in an `Agent`. */
export async function expressUpstreamLimits(): Promise<readonly Limit<ExpressApp>[]> {
  const port = await deadAddress();
  return [
    limitOf('`error` of a request to another server that waited in an `Agent`', {
      places: ['error'],
      mount: (app, { see, onEnd }, isRemedied) => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        onEnd(() => agent.destroy());
        app.use(contextMiddleware());
        app.get('/', (req, res) => {
          const upstream = askUpstream({ agent, host: '127.0.0.1', port });
          if (isRemedied) bindEmitter(upstream);
          upstream.on('error', () => {
            see('error', req);
            res.send('ok');
          });
          upstream.end();
        });
      },
    }),
    limitOf('the same behind http-proxy-middleware', {
      places: ['error'],
      mount: (app, { see, onEnd }, isRemedied) => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        onEnd(() => agent.destroy());
        app.use(contextMiddleware());
        const answer = (req: ExpressRequest, res: { end(text: string): void }): void => {
          see('error', req);
          res.end('ok');
        };
        const error = (
          _error: Error,
          req: ExpressRequest,
          res: { end(text: string): void },
        ): void => {
          if (isRemedied) contextOf(req)?.enter(answer, req, res);
          else answer(req, res);
        };
        app.use(
          createProxyMiddleware({ target: `http://127.0.0.1:${port}`, agent, on: { error } }),
        );
      },
    }),
  ];
}
