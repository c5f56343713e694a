import { createServer, type IncomingMessage } from 'node:http';
import { Context, request } from '@aiolocals/core';
import type { Adapter } from '@aiolocals/testing';
import { bareExpressAdapters, behind } from './adapters.js';
import type { ExpressApp } from './framework-shapes.js';

// The usual middleware, as a control: cases of the contract must be able to fail.

/** Calls `next` in a context that has the id, and does nothing else. */
function run<Result>({ headers }: IncomingMessage, next: () => Result): Result {
  return new Context().enter(() => {
    request.id = String(headers['x-request-id']);
    return next();
  });
}

export const usualPlain: Adapter = {
  name: 'the usual handler',
  protocol: 'http',
  serve: async (mount) => {
    const server = createServer();
    mount((handler) => void server.on('request', (req, res) => run(req, () => handler(req, res))));
    return await Promise.resolve(server);
  },
};

export const usualExpress: readonly Adapter<ExpressApp>[] = bareExpressAdapters.map((adapter) =>
  behind(adapter, (app) => void app.use((req, _res, next) => run(req, next))),
);
