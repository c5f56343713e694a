import type { FastifyInstance } from 'fastify-5';
import { each, together, type ContractCase } from '@aiolocals/testing';
import { pooled, thenable } from './fastify-pooled.js';

type App = FastifyInstance;

const REQUESTS = 20;
/** Fastify 4.0 knows trailers with promises only; HTTP/2 has another form of them. */
const hasTrailers = ({
  name,
  protocol,
}: {
  readonly name: string;
  readonly protocol: string;
}): boolean => protocol === 'http' && name !== 'fastify 4.0.0';

/** Replies that are sent from the context of another request, and what sends them. */
export const fastifyReplyCases: readonly ContractCase<App>[] = [
  {
    name: 'reply.send(), called from a shared connection',
    places: ['serializer', 'onSend', 'finish', 'close', 'onResponse'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        done(null, payload);
      });
      app.addHook('onResponse', (request, _reply, done) => {
        kit.see('onResponse', request);
        done();
      });
      app.get('/', (request, reply) => {
        reply.raw.on('finish', () => kit.see('finish', request));
        reply.raw.on('close', () => kit.see('close', request));
        pooled(kit, () =>
          reply
            .serializer((payload: unknown) => {
              kit.see('serializer', request);
              return JSON.stringify(payload);
            })
            .send({ spam: 'ham' }),
        );
      });
    },
  },
  {
    name: 'the serializer of a scope, with replies sent from the context of another request',
    places: ['toJSON', 'onSend'],
    requests: REQUESTS,
    mount: (app, kit) => {
      const hold = together(10);
      app.setReplySerializer((payload) => JSON.stringify(payload));
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        done(null, payload);
      });
      app.get('/', (request, reply) =>
        hold(() => void reply.send({ toJSON: () => kit.see('toJSON', request) ?? 'ok' })),
      );
    },
  },
  {
    name: 'a hijacked reply',
    places: ['callback of write', 'callback of end', 'close'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.get('/', (request, reply) => {
        reply.hijack();
        reply.raw.on('close', () => kit.see('close', request));
        pooled(kit, () => {
          reply.raw.write('o', () => kit.see('callback of write', request));
          reply.raw.end('k', () => kit.see('callback of end', request));
        });
      });
    },
  },
  {
    name: 'trailers',
    places: ['trailer', 'pooled trailer', 'finish'],
    requests: REQUESTS,
    on: hasTrailers,
    mount: (app, kit) => {
      app.get('/', (request, reply) => {
        reply.raw.on('finish', () => kit.see('finish', request));
        reply.trailer('x-first', (_reply, _payload, done) => {
          kit.see('trailer', request);
          pooled(kit, () => done(null, 'ham'));
        });
        pooled(kit, () => {
          reply.trailer('x-second', async () => {
            kit.see('pooled trailer', request);
            return 'spam';
          });
          void reply.send('ok');
        });
      });
    },
  },
  {
    name: 'reply.callNotFound(), called from a shared connection',
    places: ['preHandler', 'not found', 'onSend'],
    requests: REQUESTS,
    mount: (app, kit) => {
      const preHandler = [
        (_request: unknown, _reply: unknown, done: () => void) => pooled(kit, done),
        (request: Parameters<typeof kit.see>[1], _reply: unknown, done: () => void) => {
          kit.see('preHandler', request);
          pooled(kit, done);
        },
      ];
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        done(null, payload);
      });
      app.setNotFoundHandler({ preHandler } as never, (request, reply) => {
        kit.see('not found', request);
        pooled(kit, () => reply.code(404).send({ spam: 'ham' }));
      });
      app.get('/', (_request, reply) => pooled(kit, () => reply.callNotFound()));
    },
  },
  {
    name: 'a path that no route has, in a scope with a handler of its own',
    places: ['preHandler', 'not found', 'onResponse'],
    requests: REQUESTS,
    send: each({ path: '/scope/nothing' }),
    mount: (app, kit) => {
      app.addHook('onRequest', (_request, _reply, done) => pooled(kit, done));
      app.register(
        async (scope) => {
          scope.addHook('preHandler', (request, _reply, done) => {
            kit.see('preHandler', request);
            pooled(kit, done);
          });
          scope.addHook('onResponse', (request, _reply, done) => {
            kit.see('onResponse', request);
            done();
          });
          scope.setNotFoundHandler((request, reply) => {
            kit.see('not found', request);
            void reply.send('no');
          });
        },
        { prefix: '/scope' },
      );
    },
  },
  {
    name: 'await reply, and a promise of another library',
    places: ['after await', 'onSend'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        done(null, payload);
      });
      app.get('/', async (request, reply) => {
        pooled(kit, () => reply.send('ok'));
        await thenable(kit);
        await reply;
        kit.see('after await', request);
        return reply;
      });
    },
  },
  {
    name: 'redirects and HEAD',
    places: ['onSend', 'onResponse'],
    requests: REQUESTS,
    send: each({ method: 'HEAD' }),
    mount: (app, kit) => {
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        pooled(kit, () => done(null, payload));
      });
      app.addHook('onResponse', (request, _reply, done) => {
        kit.see('onResponse', request);
        done();
      });
      app.route({
        method: ['GET', 'HEAD'],
        url: '/',
        handler: (_request, reply) => pooled(kit, () => reply.redirect('/elsewhere')),
      });
    },
  },
];
