import type { FastifyInstance } from 'fastify-5';
import { bind, bindEmitter } from '@aiolocals/core';
import { limitOf, type Limit } from '@aiolocals/testing';
import { askBySocket, middie, onSocket, websocket, type WithMiddie } from './fastify-ecosystem.js';
import { pooled } from './fastify-pooled.js';

type App = FastifyInstance;

const REQUESTS = 20;

/** What the plugin cannot reach, with the remedies of the README. */
export const fastifyLimits: readonly Limit<App>[] = [
  limitOf<App>(
    'middleware of @fastify/middie behind one that calls `next` from a shared connection',
    {
      places: ['second middleware'],
      requests: REQUESTS,
      mount: (app, kit, isRemedied) => {
        app.register(middie).after(() => {
          (app as WithMiddie).use((_req, _res, next) =>
            pooled(kit, isRemedied ? bind(() => next()) : next),
          );
          (app as WithMiddie).use((req, _res, next) => {
            kit.see('second middleware', req);
            next();
          });
        });
        app.get('/', async () => 'ok');
      },
    },
  ),
  limitOf<App>('messages of @fastify/websocket', {
    places: ['message', 'close'],
    requests: 10,
    send: askBySocket,
    mount: (app, kit, isRemedied) => {
      app.register(websocket);
      app.register(async (scope) => {
        onSocket(scope, (socket, request) => {
          if (isRemedied) bindEmitter(socket);
          socket.on('message', () => kit.see('message', request));
          socket.on('close', () => kit.see('close', request));
          socket.send('ready');
        });
      });
    },
  }),
];
