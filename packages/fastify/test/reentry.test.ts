import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { Context, Local, request } from '@aiolocals/core';
import { contextPlugin } from '@aiolocals/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { describe, expect, test } from 'vitest';
import { fastify, listen, versions } from './support.js';

/** The sources of callbacks that the request did not start itself. */
const places: readonly (readonly [name: string, call: (fn: () => void) => void])[] = [
  [
    'the context of another request',
    (fn) => void setImmediate(() => new Context({ parent: null, ident: 'another' }).enter(fn)),
  ],
  ['no context', (fn) => void setImmediate(() => Context.exit(fn))],
];

class Seen {
  readonly places: string[] = [];

  /** Notes a place, and the current request if it is the wrong one. */
  note(place: string, { headers }: FastifyRequest): void {
    const id = Local.peek(request)?.id;
    const isOwn = id === headers['x-request-id'] && Context.current()?.ident === id;
    this.places.push(isOwn ? place : `${place} of ${id ?? 'nobody'}`);
  }
}

function make(): readonly [app: FastifyInstance, seen: Seen] {
  const app = fastify();
  app.register(contextPlugin);
  return [app, new Seen()];
}

/** A promise of another library, whose callbacks are called wherever `call` does. */
function thenableOf(call: (fn: () => void) => void, value?: unknown): never {
  const then = (resolve: (value: unknown) => void): void => call(() => resolve(value));
  return { then } as never;
}

const inbound = {
  url: '/',
  method: 'POST',
  headers: { 'x-request-id': 'a1', 'content-type': 'application/mine' },
  payload: 'x',
} as const;

describe.each(places)('a callback that is called in %s', (_name, call) => {
  test('leads to hooks, parsers, handlers and serializers in the context of the request', async () => {
    const [app, seen] = make();
    for (const name of ['onRequest', 'preValidation', 'preHandler', 'onResponse'] as const) {
      app.addHook(name as 'preHandler', (req, _reply, done) => {
        seen.note(name, req);
        call(done);
      });
    }
    for (const name of ['preParsing', 'preSerialization', 'onSend'] as const) {
      app.addHook(name as 'onSend', (req, _reply, payload, done) => {
        seen.note(name, req);
        call(() => done(null, payload));
      });
    }
    app.addContentTypeParser('application/mine', { parseAs: 'string' }, (req, body, done) => {
      seen.note('parser', req);
      call(() => done(null, body));
    });
    app.post('/', (req, reply) => {
      seen.note('handler', req);
      call(() => void reply.send({ toJSON: () => seen.note('toJSON', req) }));
    });
    const done = new Promise((resolve) => {
      app.addHook('onResponse', async (req) => {
        seen.note('last', req);
        resolve(undefined);
      });
    });
    await app.inject(inbound);
    await done;
    expect(seen.places).toEqual([
      'onRequest',
      'preParsing',
      'parser',
      'preValidation',
      'preHandler',
      'handler',
      'preSerialization',
      'toJSON',
      'onSend',
      'onResponse',
      'last',
    ]);
  });

  test('leads to handlers of errors in the context of the request', async () => {
    const [app, seen] = make();
    app.addHook('onError', (req, _reply, _error, done) => {
      seen.note('onError', req);
      call(done);
    });
    app.addHook('onError', (req) => {
      seen.note('second onError', req);
      return thenableOf(call);
    });
    app.setErrorHandler((_error, req, reply) => {
      seen.note('error handler', req);
      call(() => void reply.code(418).send('failed'));
    });
    app.post('/', (req, reply) => {
      const stream = new Readable({ read() {} });
      void reply.send(stream);
      call(() => stream.destroy(new Error('as the test wants it')));
      seen.note('handler', req);
    });
    app.addContentTypeParser('application/mine', (_req, _payload, done) => done(null));
    expect((await app.inject(inbound)).statusCode).toBe(418);
    expect(seen.places).toEqual(['handler', 'onError', 'second onError', 'error handler']);
  });

  test('leads to further hooks of one kind in the context of the request, also from `callNotFound`', async () => {
    const [app, seen] = make();
    for (const place of ['onSend', 'second onSend', 'third onSend'] as const) {
      app.addHook('onSend', (req, _reply, payload, done) => {
        seen.note(place, req);
        call(() => done(null, payload));
      });
    }
    const preHandler = (req: FastifyRequest, _reply: unknown, done: () => void): void => {
      seen.note('preHandler of what is not found', req);
      call(done);
    };
    app.setNotFoundHandler({ preHandler }, (req, reply) => {
      seen.note('what is not found', req);
      reply.send('not found');
    });
    app.get('/', (_req, reply) => call(() => reply.callNotFound()));
    await app.inject({ url: '/', headers: inbound.headers });
    expect(seen.places).toEqual([
      'preHandler of what is not found',
      'what is not found',
      'onSend',
      'second onSend',
      'third onSend',
    ]);
  });

  test.for(versions)(
    'leads to the handler in the context of the request, in %s',
    async ([, load]) => {
      const app = load();
      const seen = new Seen();
      app.register(contextPlugin);
      app.addHook('onRequest', (_req, _reply, done) => call(done));
      app.addHook('preHandler', (req, _reply, done) => {
        seen.note('preHandler', req);
        call(done);
      });
      app.get('/', async (req) => seen.note('handler', req));
      await app.inject({ url: '/', headers: inbound.headers });
      expect(seen.places).toEqual(['preHandler', 'handler']);
    },
  );

  test('of a stream of the user leads to the parser and to trailers in the context of the request', async () => {
    const [app, seen] = make();
    const later = (): Readable => {
      const stream = new Readable({ read() {} });
      call(() => {
        stream.push('x');
        stream.push(null);
      });
      return stream;
    };
    app.addHook('preParsing', (_req, _reply, _payload, done) => done(null, later() as never));
    app.addContentTypeParser('application/mine', { parseAs: 'buffer' }, (req, body, done) => {
      seen.note('parser', req);
      done(null, body);
    });
    app.post('/', (req, reply) => {
      reply.trailer('x-id', async () => {
        seen.note('trailer', req);
        return 'a trailer';
      });
      void reply.send(later());
    });
    const { trailers } = await app.inject(inbound);
    expect(Object.keys(trailers)).toEqual(['x-id']);
    expect(seen.places).toEqual(['parser', 'trailer']);
  });

  test('of a promise of another library leads to what is next in the context of the request', async () => {
    const [app, seen] = make();
    const thenable = (value?: unknown): never => thenableOf(call, value);
    app.addHook('preValidation', () => thenable());
    app.addHook('preHandler', (req) => {
      seen.note('preHandler', req);
      return thenable();
    });
    app.addHook('onSend', async (req) => seen.note('onSend', req));
    app.addContentTypeParser('application/mine', () => thenable('x'));
    app.post('/', (req) => {
      seen.note('handler', req);
      return thenable('ok');
    });
    await app.inject(inbound);
    expect(seen.places).toEqual(['preHandler', 'handler', 'onSend']);
  });

  test('leads to hooks after the client has gone, and after a timeout, in the context of the request', async () => {
    const [app, seen] = make();
    const finished = new Promise((resolve) => {
      app.addHook('onRequestAbort', (req, done) => {
        seen.note('onRequestAbort', req);
        call(done);
      });
      app.addHook('onRequestAbort', () => thenableOf(call));
      app.addHook('onRequestAbort', async (req) => {
        seen.note('last', req);
        resolve(undefined);
      });
    });
    app.addHook('onTimeout', (req, _reply, done) => {
      seen.note('onTimeout', req);
      call(done);
    });
    app.addHook('onTimeout', async (req) => {
      seen.note('second onTimeout', req);
      client.destroy();
    });
    app.server.on('timeout', () => {});
    app.get('/', (req) => void req.raw.socket.setTimeout(10));
    const { port } = new URL(await listen(app));
    const client = connect(Number(port), '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: x\r\nX-Request-ID: a1\r\n\r\n');
    await once(client, 'close');
    await finished;
    expect(seen.places).toEqual(['onTimeout', 'second onTimeout', 'onRequestAbort', 'last']);
  });
});

test('the listeners of `request.signal` run in the context when `handlerTimeout` has passed', async () => {
  const [app, seen] = make();
  app.setErrorHandler(async (_error, req) => seen.note('error handler', req));
  app.post('/', { handlerTimeout: 10 }, (req) => {
    req.signal.addEventListener('abort', () => seen.note('signal', req));
  });
  app.addContentTypeParser('application/mine', (_req, _payload, done) => done(null));
  await app.inject(inbound);
  expect(seen.places).toEqual(['signal', 'error handler']);
});

test('what follows a hook that opens a child around `done` runs in the child, wherever `done` is called', async () => {
  const [app] = make();
  const names: unknown[] = [];
  const note = (): void => void names.push(Context.current()?.name);
  app.addHook('onRequest', (_req, _reply, done) => {
    Context.current()?.fork({ name: 'child' }).enter(done);
  });
  app.addHook('preParsing', (_req, _reply, payload, done) => {
    note();
    setImmediate(() => new Context({ parent: null }).enter(() => done(null, payload)));
  });
  app.addHook('preHandler', (_req, _reply, done) => {
    note();
    done();
  });
  app.get('/', async () => note());
  await app.inject('/');
  expect(names).toEqual(['child', 'child', 'child']);
});
