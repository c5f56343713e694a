import { contextPlugin } from '@aiolocals/fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { describe, expect, test } from 'vitest';
import { Local, request } from '@aiolocals/core';
import { versions, fastify } from './support.js';

const currentId = (): string => Local.peek(request)?.id ?? 'none';
const inbound = { url: '/', headers: { 'x-request-id': 'a1' } };

/** What hooks, parsers and handlers of all kinds see of how they are called. */
async function callsOf(app: FastifyInstance, isSecond: boolean): Promise<unknown[]> {
  const calls: unknown[] = [];
  const note = (name: string, self: unknown, args: ArrayLike<unknown>): void =>
    void calls.push([
      name,
      self === undefined ? 'none' : (self as { mine?: string }).mine,
      args.length,
    ]);
  app.decorate('mine', 'root');
  for (const name of ['onRequest', 'preValidation', 'preHandler', 'onResponse']) {
    app.addHook(name as 'preHandler', function (...args) {
      note(name, this, args);
      args[2]();
    });
  }
  for (const name of ['preParsing', 'preSerialization', 'onSend', 'onError']) {
    app.addHook(name as 'onSend', function (...args) {
      note(name, this, args);
      args[3](null, args[2]);
    });
  }
  app.addContentTypeParser('application/mine', { parseAs: 'string' }, function (
    ...args: unknown[]
  ) {
    note('parser', undefined, args);
    (args[2] as (error: null, body: unknown) => void)(null, args[1]);
  } as never);
  app.setErrorHandler(function (...args) {
    note('error handler', this, args);
    void args[2].send({ failed: true });
  });
  app.post('/', function (this: unknown, ...args: unknown[]) {
    note('handler', this, args);
    void (args[1] as FastifyReply).send({ ok: true });
  } as never);
  app.post('/fail', async () => await Promise.reject(new Error('as the test wants it')));
  const options = {
    method: 'POST',
    payload: 'x',
    headers: { 'content-type': 'application/mine' },
  } as const;
  for (const url of ['/', '/fail']) await app.inject({ ...options, url });
  if (isSecond) {
    calls.length = 0;
    for (const url of ['/', '/fail']) await app.inject({ ...options, url });
  }
  return calls;
}

describe.each(versions)('with Fastify %s', (version, make) => {
  test.each([
    ['first', false],
    ['later', true],
  ])('functions are called as without the plugin, by the %s request', async (_which, isSecond) => {
    const app = make();
    app.register(contextPlugin);
    const calls = await callsOf(app, isSecond);
    expect(calls.length).toBeGreaterThan(15);
    expect(calls).toEqual(await callsOf(make(), isSecond));
  });

  test('lists of routes have the names of hooks and handlers of errors', async () => {
    const list = async (app: FastifyInstance, isOurs: boolean): Promise<string> => {
      if (isOurs) app.register(contextPlugin);
      else
        app.addHook('onRequest', function openContext(_request, _reply, done) {
          done();
        });
      app.addHook('preHandler', async function authenticate() {});
      app.setErrorHandler(function handleIt() {});
      app.get('/', async () => 'ok');
      await app.inject('/');
      return app.printRoutes({ includeHooks: true, includeMeta: ['errorHandler'] });
    };
    const printed = await list(make(), true);
    expect(printed).toContain('authenticate');
    expect(printed).toBe(await list(make(), false));
  });

  test('Fastify refuses the same as without the plugin', async () => {
    const app = make();
    await app.register(contextPlugin);
    expect(() =>
      app.addHook('onRequest', (async (
        _request: unknown,
        _reply: unknown,
        _done: unknown,
      ) => {}) as never),
    ).toThrow(/Async function has too many arguments/);
  });

  test('a scope may give its replies a `send` of its own', async () => {
    const app = make();
    app.register(contextPlugin);
    app.register(async (scope) => {
      scope.decorateReply('send', function (this: FastifyReply, payload: string) {
        const { send } = Object.getPrototypeOf(Object.getPrototypeOf(this)) as FastifyReply;
        return send.call(this, `${payload} from ${currentId()}`);
      });
      scope.get('/in', (_request, reply) => void reply.send('in'));
    });
    app.get('/', (_request, reply) => void reply.send('out'));
    expect((await app.inject({ ...inbound, url: '/in' })).body).toBe('in from a1');
    expect((await app.inject(inbound)).body).toBe('out');
  });

  test('a serializer, a trailer and a handler of what is not found are called in the context', async () => {
    const isFirst = version === '4.0.0';
    const app = make();
    app.register(contextPlugin);
    app.setNotFoundHandler(async () => `no ${currentId()}`);
    app.get('/', (_request, reply) => {
      // The first version takes what the function returns, later ones a promise.
      const value = (): never => (isFirst ? currentId() : Promise.resolve(currentId())) as never;
      reply.trailer('x-id', value);
      void reply.serializer(() => 'serialized').send({});
    });
    app.get('/no', (_request, reply) => reply.callNotFound());
    expect((await app.inject({ ...inbound, url: '/nothing' })).body).toBe('no a1');
    const { body, trailers } = await app.inject(inbound);
    expect([body, trailers]).toEqual(['serialized', { 'x-id': 'a1' }]);
    expect((await app.inject({ ...inbound, url: '/no' })).body).toBe('no a1');
  });
});

test('Fastify refuses a trailer that is no function as without', async () => {
  const app = fastify();
  app.register(contextPlugin);
  app.get('/', (_request, reply) => void reply.trailer('x-id', 'a1' as never));
  expect((await app.inject('/')).body).toContain('FST_ERR_BAD_TRAILER_VALUE');
});
