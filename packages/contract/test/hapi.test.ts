import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { type Request, type ResponseToolkit, type Server, server as makeServer } from '@hapi/hapi';
import { describe, expect, onTestFinished, test } from 'vitest';

const REQUESTS = 50;
const PLACES = ['onRequest', 'auth', 'pre', 'handler', 'onPreResponse', 'response'] as const;

/** A server of hapi that notes, wherever it calls code of ours, which request that code sees. */
function makeApp(): { server: Server; seen: Map<string, string[]> } {
  const server = makeServer({ port: 0, host: '127.0.0.1' });
  const seen = new Map<string, string[]>();
  const see = (place: string, { headers }: Request): void => {
    const own = String(headers['x-request-id']);
    const current = Local.peek(request)?.id;
    seen.set(place, [...(seen.get(place) ?? []), current === own ? 'own' : String(current)]);
  };
  const lifecycle =
    (place: string, result: (h: ResponseToolkit) => symbol | object) =>
    async (incoming: Request, h: ResponseToolkit) => {
      await setImmediate();
      see(place, incoming);
      return result(h) as symbol;
    };
  server.ext(
    'onRequest',
    lifecycle('onRequest', (h) => h.continue),
  );
  server.ext(
    'onPreResponse',
    lifecycle('onPreResponse', (h) => h.continue),
  );
  server.auth.scheme('open', () => ({
    authenticate: lifecycle('auth', (h) => h.authenticated({ credentials: {} })),
  }));
  server.auth.strategy('all', 'open');
  server.events.on('response', (incoming) => see('response', incoming));
  server.route({
    method: 'POST',
    path: '/',
    options: { auth: 'all', pre: [{ method: lifecycle('pre', () => ({})) }] },
    handler: async (incoming) => {
      await setImmediate();
      see('handler', incoming);
      return { id: Local.peek(request)?.id, payload: incoming.payload };
    },
  });
  return { server, seen };
}

async function post(url: string, id: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Request-ID': id },
    body: JSON.stringify({ of: id }),
  });
  return await response.json();
}

describe('behind `bindServer(server.listener)`', () => {
  test('all that hapi calls for a request runs in its context', async () => {
    const { server, seen } = makeApp();
    bindServer(server.listener);
    await server.start();
    onTestFinished(() => server.stop({ timeout: 0 }));
    const ids = Array.from({ length: REQUESTS }, (_, index) => `R${index}`);
    const answers = await Promise.all(ids.map(async (id) => await post(server.info.uri, id)));
    expect(answers).toEqual(ids.map((id) => ({ id, payload: { of: id } })));
    const all = Array.from({ length: REQUESTS }, () => 'own');
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(PLACES.map((at) => [at, all])));
  });

  test('a client that goes away cancels the context', async () => {
    const { server } = makeApp();
    bindServer(server.listener);
    const stages = new EventEmitter();
    server.route({
      method: 'GET',
      path: '/slow',
      handler: async (_incoming, { abandon }) => {
        const signal = Context.current()?.signal;
        stages.emit('arrived');
        if (signal !== undefined) await once(signal, 'abort');
        stages.emit('cancelled', signal?.reason);
        return abandon;
      },
    });
    await server.start();
    onTestFinished(() => server.stop({ timeout: 0 }));
    const client = new AbortController();
    const arrived = once(stages, 'arrived');
    const cancelled = once(stages, 'cancelled');
    const asked = fetch(`${server.info.uri}/slow`, { signal: client.signal });
    await arrived;
    client.abort();
    await expect(asked).rejects.toThrow('aborted');
    await expect(cancelled).resolves.toMatchObject([{ code: 'ERR_CANCELLED' }]);
  });
});

test('without it, hapi opens no context', async () => {
  const { server, seen } = makeApp();
  await server.start();
  onTestFinished(() => server.stop({ timeout: 0 }));
  await post(server.info.uri, 'R1');
  expect(seen.get('handler')).toEqual(['undefined']);
});

test('an injected request runs in the context that injects it', async () => {
  const { server } = makeApp();
  const inject = async (id: string): Promise<unknown> =>
    await new Context({ parent: null }).run(async () => {
      request.id = id;
      const headers = { 'x-request-id': id };
      const { result } = await server.inject({ method: 'POST', url: '/', headers, payload: {} });
      return result;
    });
  expect(await Promise.all([inject('I1'), inject('I2')])).toEqual([
    { id: 'I1', payload: {} },
    { id: 'I2', payload: {} },
  ]);
});
