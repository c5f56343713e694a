import type { IncomingMessage } from 'node:http';
import { Context, request as local } from '@aiolocals/core';
import { contextPlugin } from '@aiolocals/fastify';
import type { FastifyInstance } from 'fastify-5';
import type { Adapter } from '@aiolocals/testing';
import { behind, plain } from './adapters.js';
import { fastifyVersions } from './frameworks.js';

const overHttp = fastifyVersions.map(([version, fastify]): Adapter<FastifyInstance> => ({
  name: `fastify ${version}`,
  protocol: 'http',
  serve: async (mount) => {
    const app = fastify();
    mount(app);
    await app.ready();
    return app.server;
  },
}));

const overHttp2 = fastifyVersions.slice(-1).map(([version, fastify]): Adapter<FastifyInstance> => ({
  name: `fastify ${version}, http2`,
  protocol: 'http2',
  serve: async (mount) => {
    const app = fastify({ http2: true });
    mount(app);
    await app.ready();
    return app.server;
  },
}));

/** Without the plugin: the cases register it, or do not. */
export const bareFastifyAdapters: readonly Adapter<FastifyInstance>[] = [...overHttp, ...overHttp2];

export const fastifyAdapters: readonly Adapter<FastifyInstance>[] = bareFastifyAdapters.map(
  (adapter) => behind(adapter, (app) => void app.register(contextPlugin)),
);

/** The oldest and the newest supported version, for code that needs no framework. */
export const plainFastifyAdapters: readonly Adapter[] = fastifyAdapters
  .filter((_adapter, index) => index === 0 || index >= fastifyAdapters.length - 2)
  .map((adapter) =>
    plain(
      behind(adapter, (app) => {
        // The handlers read the bodies.
        app.removeAllContentTypeParsers();
        app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
        app.all('*', () => {});
      }),
      // Several handlers may be mounted.
      (app, handler) => {
        app.addHook('preHandler', (request, reply, done) => {
          reply.hijack();
          handler(request.raw, reply.raw);
          done();
        });
      },
    ),
  );

/** The usual approach: enters a context that has the id, and does nothing else. */
function run({ headers }: IncomingMessage, done: () => void): void {
  new Context().enter(() => {
    local.id = String(headers['x-request-id']);
    done();
  });
}

const [newest] = overHttp.slice(-1) as [Adapter<FastifyInstance>];

/** The newest version with three lines of one's own in place of the plugin. */
export const usualFastify: Adapter<FastifyInstance> = {
  ...behind(newest, (app) => {
    app.addHook('onRequest', ({ raw }, _reply, done) => run(raw, done));
  }),
  name: `${newest.name}, als.run(store, done)`,
};
