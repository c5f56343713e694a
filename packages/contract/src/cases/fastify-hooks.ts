import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify-5';
import { postJson, type ContractCase, type Kit } from '@aiolocals/testing';
import { pooled, thenable } from './fastify-pooled.js';

type App = FastifyInstance;
type Done = (error?: Error) => void;

const REQUESTS = 20;

const BEFORE = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const;
const AFTER = ['preSerialization', 'onSend', 'onResponse'] as const;
const PLACES = [...BEFORE, 'handler', ...AFTER];

/** Adds hooks that each go on from a shared connection, and after each of them a hook that notes what it sees. */
function addHooks(app: App, kit: Kit): void {
  const { see } = kit;
  const go = (request: FastifyRequest, _reply: FastifyReply, done: Done): void => {
    see('first hook', request);
    pooled(kit, done);
  };
  for (const name of ['onRequest', 'preValidation', 'preHandler'] as const) {
    app.addHook(name as 'preHandler', go);
    app.addHook(name as 'preHandler', (request, _reply, done) => {
      see(name, request);
      done();
    });
  }
  app.addHook('preParsing', (_request, _reply, payload, done) =>
    pooled(kit, () => done(null, payload)),
  );
  app.addHook('preParsing', (request, _reply, payload, done) => {
    see('preParsing', request);
    done(null, payload);
  });
  app.addHook('preSerialization', (_request, _reply, payload, done) =>
    pooled(kit, () => done(null, payload)),
  );
  app.addHook('preSerialization', (request, _reply, payload, done) => {
    see('preSerialization', request);
    done(null, payload);
  });
  app.addHook('onSend', (_request, _reply, payload, done) =>
    pooled(kit, () => done(null, payload)),
  );
  app.addHook('onSend', (request, _reply, payload, done) => {
    see('onSend', request);
    done(null, payload);
  });
  app.addHook('onResponse', (_request, _reply, done) => pooled(kit, done));
  app.addHook('onResponse', (request, _reply, done) => {
    see('onResponse', request);
    done();
  });
}

/** Hooks and handlers behind a hook that was called back from a connection that requests share. */
export const fastifyHookCases: readonly ContractCase<App>[] = [
  {
    name: 'hooks, none of which waits',
    places: PLACES,
    requests: REQUESTS,
    send: postJson,
    mount: (app, { see }) => {
      for (const name of ['onRequest', 'preValidation', 'preHandler', 'onResponse'] as const) {
        app.addHook(name as 'preHandler', (request, _reply, done) => {
          see(name, request);
          done();
        });
      }
      for (const name of ['preParsing', 'preSerialization', 'onSend'] as const) {
        app.addHook(name as 'onSend', (request, _reply, payload, done) => {
          see(name, request);
          done(null, payload);
        });
      }
      app.post('/', (request, reply) => {
        see('handler', request);
        void reply.send({ spam: 'ham' });
      });
    },
  },
  {
    name: 'hooks that call `done` from a shared connection',
    places: ['first hook', ...PLACES],
    requests: REQUESTS,
    send: postJson,
    mount: (app, kit) => {
      addHooks(app, kit);
      app.post('/', (request, reply) => {
        kit.see('handler', request);
        void reply.send({ spam: 'ham' });
      });
    },
  },
  {
    name: 'hooks that are async functions and wait for a shared connection',
    places: ['onRequest', 'preParsing', 'preHandler', 'handler', 'onSend', 'onResponse'],
    requests: REQUESTS,
    send: postJson,
    mount: (app, kit) => {
      const wait = async (): Promise<void> => await new Promise((done) => pooled(kit, done));
      for (const name of ['onRequest', 'preHandler', 'onResponse'] as const) {
        app.addHook(name, async (request) => {
          await wait();
          kit.see(name, request);
        });
      }
      for (const name of ['preParsing', 'onSend'] as const) {
        app.addHook(name as 'onSend', async (request, _reply, payload) => {
          await wait();
          kit.see(name, request);
          return payload;
        });
      }
      app.post('/', async (request) => {
        await wait();
        kit.see('handler', request);
        return { spam: 'ham' };
      });
    },
  },
  {
    name: 'hooks and a handler that return promises of another library',
    places: ['preHandler', 'handler', 'preSerialization', 'onSend', 'onResponse'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.addHook('onRequest', (() => thenable(kit)) as never);
      app.addHook('preHandler', (request, _reply, done) => {
        kit.see('preHandler', request);
        done();
      });
      app.addHook('preSerialization', ((request: FastifyRequest, _r: unknown, payload: unknown) => {
        kit.see('preSerialization', request);
        return thenable(kit, payload);
      }) as never);
      app.addHook('onSend', ((request: FastifyRequest, _r: unknown, payload: unknown) => {
        kit.see('onSend', request);
        return thenable(kit, payload);
      }) as never);
      app.addHook('onResponse', (request, _reply, done) => {
        kit.see('onResponse', request);
        done();
      });
      app.get('/', (request) => {
        kit.see('handler', request);
        return thenable(kit, { spam: 'ham' });
      });
    },
  },
  {
    name: 'validators and serializers behind such hooks',
    places: ['validator', 'serializer', 'toJSON'],
    requests: REQUESTS,
    mount: (app, kit) => {
      // A validator gets no request, so each sees the last one whose hook has gone on.
      let last!: FastifyRequest;
      app.addHook('preValidation', (request, _reply, done) =>
        pooled(kit, () => {
          last = request;
          done();
        }),
      );
      app.setValidatorCompiler(() => () => {
        kit.see('validator', last);
        return true;
      });
      app.setSerializerCompiler(() => (payload: unknown) => {
        kit.see('serializer', last);
        return JSON.stringify(payload);
      });
      const schema = { querystring: { type: 'object' }, response: { 200: { type: 'object' } } };
      app.get('/', { schema }, (request, reply) => {
        pooled(kit, () => {
          last = request;
          void reply.send({
            toJSON: () => {
              kit.see('toJSON', request);
              return {};
            },
          });
        });
      });
    },
  },
];
