// @ts-check
// An app of Express whose handlers call back to the context that sent the request. Its id is that of the request's header.
import { createServer } from 'node:http';
import { Context, Local, request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/express';
import { Client } from '@aiolocals/testing';
import express from 'express';
import { listening } from './http-server.mjs';

/**
 * @typedef {import('./library.mjs').See} See
 * @typedef {(request: import('express').Request) => void} SeeFor Calls the `see` of the use that sent the request.
 * @typedef {(app: import('express').Express, see: SeeFor) => void} Mount
 * @typedef {{ origin: string, client: Client, sees: Map<string, See>, close: () => void }} Served
 */

/** Gives each request a context, and does no more: what the usual middleware does with an AsyncLocalStorage. */
const usual =
  () => (/** @type {any} */ incoming, /** @type {any} */ _response, /** @type {any} */ next) => {
    new Context({ parent: null }).enter(() => {
      request.id = incoming.headers['x-request-id'];
      next();
    });
  };

/** Serves an app whose requests have a context by the usual middleware. */
export const withUsual = (/** @type {Mount} */ mount) => () => serve(usual(), mount);

/** Serves an app whose requests have a context by `contextMiddleware`. */
export const withOurs = (/** @type {Mount} */ mount) => () => serve(contextMiddleware(), mount);

/** @param {any} middleware @param {Mount} mount @returns {Promise<Served>} */
async function serve(middleware, mount) {
  /** @type {Map<string, See>} */
  const sees = new Map();
  const app = express();
  app.use(middleware);
  mount(app, (incoming) => sees.get(String(incoming.headers['x-request-id']))?.());
  const server = createServer(app);
  const origin = await listening(server);
  const client = new Client('http', Number(new URL(origin).port));
  return {
    origin,
    client,
    sees,
    close: () => {
      client.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Sends a request from the current context, over one of ten connections that are kept alive.
 *
 * @param {See} see
 * @param {Served} served
 * @param {Omit<import('@aiolocals/testing').Ask, 'id'>} [ask]
 */
export async function send(see, { client, sees }, ask = {}) {
  const id = String(Local.peek(request)?.id);
  sees.set(id, see);
  const { status, body } = await client.ask({ ...ask, id });
  if (status >= 400) throw new Error(`${status}: ${body}`);
}
