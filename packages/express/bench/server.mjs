// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { contextMiddleware } from '@aiolocals/express';
import rTracer from 'cls-rtracer';
import express from 'express';

const storage = new AsyncLocalStorage();

/** @type {Record<string, import('express').RequestHandler | undefined>} */
const middleware = {
  'als.run(store, next)': (req, _res, next) => {
    storage.run({ id: req.headers['x-request-id'] ?? randomUUID() }, next);
  },
  'als.run(store, next), and the id echoed': (req, res, next) => {
    const id = req.headers['x-request-id'] ?? randomUUID();
    res.setHeader('X-Request-ID', id);
    storage.run({ id }, next);
  },
  '@aiolocals/express': contextMiddleware(),
  '@aiolocals/express, echo: false': contextMiddleware({ echo: false }),
  'cls-rtracer': rTracer.expressMiddleware(),
};

const app = express();
const chosen = middleware[process.argv[2] ?? ''];
if (chosen !== undefined) app.use(chosen);
app.get('/', (_req, res) => {
  res.send('Hello World');
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(address?.port);
});
