import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Context, request, wrapAsync, wrapGather } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/express';
import express, { type ErrorRequestHandler, type Express } from 'express';
import winston from 'winston';

/**
 * An order service. Its handlers log with plain `winston.info` and never mention a request id: the lines have it.
 * Each message names the client's number, so that a check of the lines can tell which request each is from.
 */
export function createService(): Express {
  const app = express();
  app.use(contextMiddleware());
  app.use(express.json());

  app.get('/users/:client', async (req, res) => {
    const { client } = req.params;
    winston.info(`client ${client}: loading the user`);
    const [user, orders] = await wrapGather([() => loadUser(client), () => countOrders(client)]);
    winston.info(`client ${client}: loaded`);
    res.json({ user, orders, request: request.id });
  });

  app.post('/orders/:client', (req, res) => {
    const { client } = req.params;
    const { items } = req.body as { items: string[] };
    winston.info(`client ${client}: ordering ${items.length} items`);
    void wrapAsync(() => sendInvoice(client), { name: 'send-invoice' });
    res.status(202).json({ request: request.id });
  });

  app.get('/broken/:client', async (req) => {
    await delay(5);
    throw new Error(`client ${req.params.client}: the warehouse is on fire`);
  });

  app.use(onError);
  return app;
}

// Express knows an error handler by its four parameters.
const onError: ErrorRequestHandler = (error: Error, _req, res, _next) => {
  winston.error(error.message);
  res.status(500).json({ request: request.id });
};

async function loadUser(client: string): Promise<string> {
  await delay(10 * Math.random());
  winston.debug(`client ${client}: the user is in the cache`);
  return `user ${client}`;
}

async function countOrders(client: string): Promise<number> {
  const text = await readFile(new URL(import.meta.url), 'utf8');
  winston.debug(`client ${client}: counted the orders`);
  return text.length % 7;
}

/** Goes on after the response, as a task of that request. */
async function sendInvoice(client: string): Promise<void> {
  winston.info(`client ${client}: ${Context.current()?.ident ?? 'nobody'} sends the invoice`);
  await delay(20);
  winston.info(`client ${client}: invoice sent`);
}
