import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { FastifyInstance } from 'fastify-5';
import { each, together, type ContractCase } from '@aiolocals/testing';
import { pooled, thenable } from './fastify-hooks.js';

type App = FastifyInstance;

const REQUESTS = 20;
const LARGE = 2 ** 16;
const hasWebStreams = ({ name }: { readonly name: string }): boolean =>
  name.startsWith('fastify 5');
/** Fastify 4.0 knows trailers with promises only; HTTP/2 has another form of them. */
const hasTrailers = ({
  name,
  protocol,
}: {
  readonly name: string;
  readonly protocol: string;
}): boolean => protocol === 'http' && name !== 'fastify 4.0.0';

/** A stream of several pieces, each larger than what is buffered. */
function pieces(onRead: () => void): Readable {
  let left = 4;
  return new Readable({
    read() {
      onRead();
      left -= 1;
      this.push(left < 0 ? null : Buffer.alloc(LARGE, 'x'));
    },
  });
}

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
    name: 'a stream, sent from a shared connection',
    places: ['read', 'stream close', 'finish'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.get('/', (request, reply) => {
        reply.raw.on('finish', () => kit.see('finish', request));
        pooled(kit, () => {
          const stream = pieces(() => kit.see('read', request));
          reply.raw.on('close', () => kit.see('stream close', request));
          void reply.send(stream);
        });
      });
    },
  },
  {
    name: 'a stream, returned by an async handler',
    places: ['read', 'close'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.get('/', async (request) => {
        await new Promise<void>((done) => pooled(kit, done));
        return pieces(() => kit.see('read', request)).on('close', () => kit.see('close', request));
      });
    },
  },
  ...(['a web stream', 'a Response'] as const).map((what): ContractCase<App> => ({
    name: `${what}, sent from a shared connection`,
    places: ['pull', 'onSend', 'finish'],
    requests: REQUESTS,
    on: hasWebStreams,
    mount: (app, kit) => {
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        done(null, payload);
      });
      app.get('/', (request, reply) => {
        reply.raw.on('finish', () => kit.see('finish', request));
        let left = 4;
        // Made here: Node calls the first `pull` where the stream was made.
        const body = new ReadableStream(
          {
            pull: (controller) => {
              kit.see('pull', request);
              left -= 1;
              if (left < 0) controller.close();
              else controller.enqueue(new Uint8Array(LARGE));
            },
          },
          { highWaterMark: 0 },
        );
        pooled(kit, () => reply.send(what === 'a Response' ? new Response(body as never) : body));
      });
    },
  })),
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
