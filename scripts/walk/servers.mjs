// @ts-check
import { createServer } from 'node:http';
import { load, loadFrom } from './packages.mjs';

/** @typedef {import('node:http').RequestListener} Listener */

/**
 * Servers that use our middleware as their documentation says, with one route that answers JSON.
 *
 * @type {Record<string, () => Promise<Listener>>}
 */
const listeners = {
  'express-5': () => expressApp('express-5'),
  'express-4': () => expressApp('express-4'),
  'koa-3': async () => {
    const Koa = await loadFrom('contract', 'koa-3');
    const { contextMiddleware } = await load('koa');
    const app = new Koa();
    app.use(contextMiddleware());
    app.use((/** @type {{ body: unknown }} */ ctx) => {
      ctx.body = { spam: 'ham' };
    });
    return app.callback();
  },
  'node:http': async () => {
    const { openRequest } = await load('core/http');
    return (req, res) => {
      openRequest(req, res).enter(() => {
        res.setHeader('Content-Type', 'application/json');
        res.end(JSON.stringify({ spam: 'ham' }));
      });
    };
  },
};

/** Makes the server with this name. */
export async function makeServer(/** @type {string} */ name) {
  const make = listeners[name];
  if (make === undefined) throw new Error(`Expected one of ${Object.keys(listeners).join()}`);
  return createServer(await make());
}

/**
 * An app of Express with our middleware and a route `/`.
 *
 * @param {string} version
 */
async function expressApp(version) {
  const { app } = await makeExpress(version);
  app.get('/', (/** @type {unknown} */ _req, /** @type {{ json(body: object): void }} */ res) => {
    res.json({ spam: 'ham' });
  });
  return app;
}

/** Express in this version, and an app that has our middleware. */
export async function makeExpress(/** @type {string} */ version) {
  const express = await loadFrom('contract', version);
  const { contextMiddleware } = await load('express');
  const app = express();
  app.use(contextMiddleware());
  return { express, app };
}
