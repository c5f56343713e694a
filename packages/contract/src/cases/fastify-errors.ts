import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify-5';
import { postJson, type ContractCase, type Kit } from '@aiolocals/testing';
import { handleErrors, pooled, thenable } from './fastify-pooled.js';

type App = FastifyInstance;

const REQUESTS = 20;
const failure = (): Error => Object.assign(new Error('as the case wants it'), { statusCode: 418 });
const PLACES = ['onError', 'error handler', 'onSend'];

const FAIL: Readonly<Record<string, (app: App, kit: Kit) => void>> = {
  'a hook that fails from a shared connection': (app, kit) => {
    app.addHook('preHandler', (_request, _reply, done) => pooled(kit, () => done(failure())));
  },
  'a hook that rejects': (app) => {
    app.addHook('preValidation', async () => await Promise.reject(failure()));
  },
  'a hook that rejects from a shared connection': (app, kit) => {
    app.addHook('onRequest', (() => ({
      // oxlint-disable-next-line unicorn/no-thenable -- what libraries have that are older than promises
      then: (_resolve: unknown, reject: (error: Error) => void) =>
        pooled(kit, () => reject(failure())),
    })) as never);
  },
  'preParsing that fails from a shared connection': (app, kit) => {
    app.addHook('preParsing', (_request, _reply, _payload, done) =>
      pooled(kit, () => done(failure())),
    );
  },
  'preSerialization that fails from a shared connection': (app, kit) => {
    app.addHook('preSerialization', (_request, _reply, _payload, done) =>
      pooled(kit, () => done(failure())),
    );
  },
  'a handler that throws': (app) => {
    app.addHook('preHandler', async (request) => {
      request.headers['x-fail'] = 'yes';
    });
  },
  'reply.send(error) from a shared connection': (app, kit) => {
    app.addHook('preHandler', (_request, reply, _done) => pooled(kit, () => reply.send(failure())));
  },
  'a stream that fails before its first piece': (app, kit) => {
    app.addHook('onSend', (_request, reply, payload, done) => {
      if (reply.statusCode !== 200) {
        done(null, payload);
        return;
      }
      const stream = new Readable({ read() {} });
      done(null, stream);
      pooled(kit, () => stream.destroy(failure()));
    });
  },
};

/** Handlers of errors. */
export const fastifyErrorCases: readonly ContractCase<App>[] = [
  ...Object.entries(FAIL).map(([name, fail]): ContractCase<App> => ({
    name: `error handler for ${name}`,
    places: PLACES,
    requests: REQUESTS,
    send: postJson,
    mount: (app, kit) => {
      handleErrors(app, kit, (reply) => void reply.code(418).send('failed'));
      fail(app, kit);
      app.post('/', (request, reply) => {
        if (request.headers['x-fail'] === 'yes') throw failure();
        void reply.send({ spam: 'ham' });
      });
    },
  })),
  {
    name: 'error handlers of scopes in scopes, each of which fails, and of a route',
    places: ['of the route', 'inner', 'outer', 'onSend'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        done(null, payload);
      });
      app.setErrorHandler((_error, request, reply) => {
        kit.see('outer', request);
        pooled(kit, () => reply.send('failed'));
      });
      app.register(async (scope) => {
        scope.setErrorHandler((_error, request) => {
          kit.see('inner', request);
          return {
            // oxlint-disable-next-line unicorn/no-thenable -- what libraries have that are older than promises
            then: (_resolve: unknown, reject: (error: Error) => void) =>
              pooled(kit, () => reject(failure())),
          };
        });
        scope.route({
          method: 'GET',
          url: '/',
          errorHandler: (error, request, reply) => {
            kit.see('of the route', request);
            pooled(kit, () => reply.send(error));
          },
          handler: async () => {
            await thenable(kit);
            throw failure();
          },
        });
      });
    },
  },
];
