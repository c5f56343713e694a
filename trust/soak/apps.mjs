// @ts-check
// The four servers of a process, each as its framework's users write one.
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { bindServer } from '@aiolocals/core/http';
import { contextMiddleware as forExpress } from '@aiolocals/express';
import { contextPlugin } from '@aiolocals/fastify';
import { contextMiddleware as forKoa } from '@aiolocals/koa';
import express from 'express';
import fastify from 'fastify';
import Koa from 'koa';
import { eventsOf, largeBodyOf, onFailure, Shared, work } from './work.mjs';

/**
 * @typedef {import('./work.mjs').Means} Means
 * @typedef {{ setup: () => void, onClose: () => void }} Counting
 */

/** Paths are `/kind/n` and whatever a client adds. */
function parse(/** @type {string | undefined} */ url = '') {
  const [, kind = '', n = ''] = url.split(/[/?]/);
  return { kind, n: Number(n) };
}

function streamOf(/** @type {string} */ kind, /** @type {number} */ n, /** @type {Means} */ means) {
  if (kind === 'events') return eventsOf(n, means);
  return kind === 'slow' ? largeBodyOf(n, means) : undefined;
}

/** Returns a listener for each framework. */
export async function makeApps(/** @type {Means} */ means, /** @type {Counting} */ counting) {
  const fastifyApp = await makeFastify(means, counting);
  return {
    express: createServer(makeExpress(means, counting)),
    koa: createServer(makeKoa(means, counting).callback()),
    fastify: fastifyApp.server,
    plain: makePlain(means, counting),
  };
}

function makeExpress(/** @type {Means} */ means, /** @type {Counting} */ counting) {
  const shared = new Shared();
  const app = express();
  app.disable('x-powered-by');
  app.use(forExpress(counting));
  app.use(express.json());
  app.use((req, _res, next) => {
    // Called in the context of any request.
    if (parse(req.url).kind === 'shared') shared.wait(next);
    else next();
  });
  app.use(async (req, res) => {
    const { kind, n } = parse(req.url);
    const stream = streamOf(kind, n, means);
    if (stream === undefined) res.json(await work(n, means));
    else stream.pipe(res);
  });
  app.use(
    /** @type {express.ErrorRequestHandler} */ (
      (_error, req, res, _next) => {
        onFailure(parse(req.url).n, means);
        res.status(500).json({ n: parse(req.url).n });
      }
    ),
  );
  return app;
}

function makeKoa(/** @type {Means} */ means, /** @type {Counting} */ counting) {
  const shared = new Shared();
  const app = new Koa();
  app.use(forKoa(counting));
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch {
      onFailure(parse(ctx.url).n, means);
      ctx.status = 500;
      ctx.body = { n: parse(ctx.url).n };
    }
  });
  app.use(async (ctx) => {
    const { kind, n } = parse(ctx.url);
    if (kind === 'body') await json(ctx.req);
    if (kind === 'shared') {
      await shared.turn();
    }
    ctx.body = streamOf(kind, n, means) ?? (await work(n, means));
  });
  // Streams whose client went away.
  app.on('error', () => {});
  return app;
}

async function makeFastify(/** @type {Means} */ means, /** @type {Counting} */ counting) {
  const shared = new Shared();
  const app = fastify();
  await app.register(contextPlugin, counting);
  app.addHook('preHandler', (request, _reply, done) => {
    if (parse(request.url).kind === 'shared') shared.wait(done);
    else done();
  });
  app.setErrorHandler((_error, request, reply) => {
    onFailure(parse(request.url).n, means);
    void reply.status(500).send({ n: parse(request.url).n });
  });
  app.all('/*', async (request, reply) => {
    const { kind, n } = parse(request.url);
    return reply.send(streamOf(kind, n, means) ?? (await work(n, means)));
  });
  await app.ready();
  return app;
}

function makePlain(/** @type {Means} */ means, /** @type {Counting} */ counting) {
  const shared = new Shared();
  const server = createServer((req, res) => {
    const { kind, n } = parse(req.url);
    if (kind === 'upstream') {
      setTimeout(() => res.end('upstream'), 1);
      return;
    }
    const stream = streamOf(kind, n, means);
    if (stream !== undefined) {
      stream.pipe(res);
      return;
    }
    const isReady = kind === 'body' ? json(req) : Promise.resolve();
    isReady
      .then(() => (kind === 'shared' ? shared.turn() : undefined))
      .then(() => work(n, means))
      .then((answer) => res.end(JSON.stringify(answer)))
      .catch(() => {
        onFailure(n, means);
        res.statusCode = 500;
        res.end(JSON.stringify({ n }));
      });
  });
  bindServer(server, counting);
  return server;
}
