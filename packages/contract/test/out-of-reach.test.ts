import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { bind, Context, Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { contextMiddleware as expressMiddleware } from '@aiolocals/express';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import { together } from '@aiolocals/testing';
import { createRouter } from 'next-connect';
import { Subject } from 'rxjs';
import { Pool } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';

const REQUESTS = 20;

type Callback = (...args: never[]) => unknown;
type Next = (error?: unknown) => void;
type Middleware = (req: IncomingMessage, res: never, next: Next) => void;
/** An app of Connect, as far as it is used here. */
type ConnectApp = RequestListener & { use(middleware: Middleware): ConnectApp };

/** The same of Koa. */
interface KoaApp {
  use(middleware: unknown): KoaApp;
  callback(): RequestListener;
}

const require = createRequire(import.meta.url);
const connect = require('connect') as () => ConnectApp;
const express = require('express-5') as () => { use(...middleware: unknown[]): RequestListener };
const Koa = require('koa-3') as new () => KoaApp;
const koaConnect = require('koa-connect') as (middleware: Middleware) => unknown;

/** What each server of a case uses. */
interface Tools {
  /**
   * Calls the functions that it was given in the context of the last request, as a connection that requests share does.
   */
  readonly hold: (call: () => void) => void;
  /** Notes whose context is current in code of the request. */
  readonly see: (req: IncomingMessage) => void;
  /** The remedy, or nothing. */
  readonly help: <Fn extends Callback>(fn: Fn) => Fn;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves requests that overlap, and counts the places that saw a context which was not theirs. */
async function countWrong(
  make: (tools: Tools) => RequestListener,
  remedy: boolean,
): Promise<number> {
  let wrong = 0;
  let right = 0;
  const listener = make({
    hold: together(REQUESTS),
    see: (req) => {
      if (Local.peek(request)?.id === req.headers['x-request-id']) right += 1;
      else wrong += 1;
    },
    help: (fn) => (remedy ? bind(fn) : fn),
  });
  const url = await listen(createServer(listener));
  const answers = Array.from({ length: REQUESTS }, async (_, index) => {
    const headers = { 'x-request-id': `R${index}`, connection: 'close' };
    return await (await fetch(url, { headers })).text();
  });
  await Promise.all(answers);
  expect(right + wrong).toBeGreaterThanOrEqual(REQUESTS);
  return wrong;
}

/** A listener whose requests have contexts, without any middleware. */
function bound(listener: RequestListener): RequestListener {
  const server = createServer(listener);
  bindServer(server);
  return (req, res) => void server.emit('request', req, res);
}

function connectApp({ hold, see, help }: Tools): ConnectApp {
  return connect()
    .use((_req, _res, next) => hold(help(next)))
    .use((req, res: { end(text: string): void }) => {
      see(req);
      res.end('ok');
    });
}

const CASES: Readonly<Record<string, (tools: Tools) => RequestListener>> = {
  'the layers of an app of Connect that is mounted in Express': (tools) =>
    express().use(expressMiddleware(), connectApp(tools)),

  'the layers of an app of Connect': (tools) => bound(connectApp(tools)),

  'the handlers behind koa-connect': ({ hold, see, help }) => {
    const app = new Koa().use(koaMiddleware());
    app.use(koaConnect((_req, _res, next) => hold(help(next))));
    app.use((ctx: { readonly req: IncomingMessage; body: unknown }) => {
      see(ctx.req);
      ctx.body = 'ok';
    });
    return app.callback();
  },

  'the handlers of next-connect': ({ hold, see, help }) => {
    const router = createRouter<IncomingMessage, Parameters<RequestListener>[1]>();
    router.use(
      async (_req, _res, next) =>
        await new Promise((resolve) => hold(help(() => resolve(next() as never)))),
    );
    router.get((req, res) => {
      see(req);
      res.end('ok');
    });
    return bound(router.handler());
  },

  'the subscribers of a Subject that requests share': ({ hold, see, help }) => {
    const subject = new Subject<string>();
    let isTold = false;
    return bound((req, res) => {
      const subscriber = (): void => {
        see(req);
        res.end('ok');
      };
      subject.subscribe(help(subscriber));
      // The first one to be called notifies all of them.
      hold(() => {
        if (!isTold) subject.next('x');
        isTold = true;
      });
    });
  },

  'the listeners of `AbortSignal.any`': ({ hold, see, help }) => {
    const shutdown = new AbortController();
    return bound((req, res) => {
      const { signal } = Context.current() as Context;
      const listener = (): void => {
        see(req);
        res.end('ok');
      };
      AbortSignal.any([signal, shutdown.signal]).addEventListener('abort', help(listener));
      hold(() => shutdown.abort());
    });
  },

  'what has replaced `end` of a response that another request ends': ({ hold, see, help }) =>
    bound((req, res) => {
      const { end } = res;
      res.end = (...args: unknown[]) => {
        see(req);
        return Reflect.apply(end, res, args) as typeof res;
      };
      hold(help(() => res.end('ok')));
    }),
};

describe.each(Object.entries(CASES))('%s', (_name, make) => {
  test('run in the context of another request', async () => {
    expect(await countWrong(make, false)).toBeGreaterThanOrEqual(REQUESTS - 1);
  });

  test('run in their own with `bind`', async () => {
    expect(await countWrong(make, true)).toBe(0);
  });
});

describe('the writes of `stream` of undici, over connections that requests share', () => {
  async function countWrongWrites(help: Tools['help']): Promise<number> {
    const upstream = await listen(
      createServer((_req, res) => {
        res.write('a');
        setImmediate(() => res.end('b'));
      }),
    );
    const pool = new Pool(upstream, { connections: 2 });
    onTestFinished(async () => await pool.close());
    let wrong = 0;
    const requests = Array.from({ length: REQUESTS }, async (_, index) => {
      await new Context({ parent: null }).run(async () => {
        request.id = `R${index}`;
        const write = (_chunk: unknown, _encoding: unknown, callback: () => void): void => {
          if (Local.peek(request)?.id !== `R${index}`) wrong += 1;
          callback();
        };
        const sink = (): Writable => new Writable({ write: help(write) });
        await pool.stream({ path: '/', method: 'GET' }, sink);
      });
    });
    await Promise.all(requests);
    return wrong;
  }

  test('run in the context of another request', async () => {
    expect(await countWrongWrites((fn) => fn)).toBeGreaterThanOrEqual(REQUESTS);
  });

  test('run in their own with `bind`', async () => {
    expect(await countWrongWrites((fn) => bind(fn))).toBe(0);
  });
});
