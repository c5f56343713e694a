import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from './support/serve.js';
import { get, talk } from './support/talk.js';

const currentId = (): string | undefined => Local.peek(request)?.id;
const somebody = (): Context => new Context({ ident: 'somebody' });

const NONSENSE = 'nonsense\r\n\r\n';
/** The head of a request whose body does not match it. */
const broken = (id: string): string =>
  `POST / HTTP/1.1\r\nHost: x\r\nX-Request-ID: ${id}\r\nTransfer-Encoding: chunked\r\n\r\n${NONSENSE}`;

/** A server that answers what is asked under `/answered`, and leaves all else open. */
function serve(seen: unknown[]): Server {
  const server = createServer((req, res) => {
    req.resume();
    if (req.url === '/answered') res.end('.');
  });
  server.on('clientError', (_error, socket) => {
    seen.push(currentId());
    socket.destroy();
  });
  somebody().run(() => bindServer(server));
  return server;
}

test.each([
  ['whose request is underway', [get('a1') + NONSENSE], 'a1'],
  ['of which the first of two requests is underway', [get('a1') + get('a2') + NONSENSE], 'a1'],
  ['whose body cannot be read', [broken('a1')], 'a1'],
  ['whose second body cannot be read', [get('a1') + broken('a2')], 'a2'],
  ['whose third body cannot be read', [get('a1') + get('a2') + broken('a3')], 'a3'],
  ['whose body after an answer cannot be read', [get('a1', [], '/answered'), broken('a2')], 'a2'],
  ['whose request is answered', [get('a1', [], '/answered'), NONSENSE], undefined],
  ['that never had a request', [NONSENSE], undefined],
])('`clientError` of a connection %s', async (_what, sent, id) => {
  const seen: unknown[] = [];
  const { port } = await somebody().run(() => listen(serve(seen)));
  const socket = connect(port, '127.0.0.1');
  const closed = once(socket, 'close');
  for (const [index, text] of sent.entries()) {
    if (index > 0) await once(socket, 'data');
    socket.write(text);
  }
  socket.resume();
  await closed;
  expect(seen).toEqual([id]);
});

test('`clientError` of a request that nobody listened to is in no context', async () => {
  const seen: unknown[] = [];
  const server = serve(seen).removeAllListeners('request');
  const { port } = await somebody().run(() => listen(server));
  await talk(port, broken('a1'));
  expect(seen).toEqual([undefined]);
});

test.each(['upgrade', 'connect'] as const)(
  '`%s` behind a request that is underway is in a context of its own',
  async (event) => {
    const seen: unknown[] = [];
    const server = createServer((_req, res) => void setImmediate(() => res.end('.')));
    server.on(event, (_req, socket) => {
      seen.push(currentId());
      socket.on('close', () => seen.push(currentId()));
      socket.destroy();
    });
    bindServer(server);
    const { port } = await somebody().run(() => listen(server));
    const head = event === 'connect' ? 'CONNECT x:1 HTTP/1.1' : 'GET / HTTP/1.1';
    const lines = ['Host: x', 'X-Request-ID: a2', 'Connection: Upgrade', 'Upgrade: probe'];
    await talk(port, `${get('a1')}${[head, ...lines].join('\r\n')}\r\n\r\n`);
    await expect.poll(() => seen).toEqual(['a2', 'a2']);
  },
);

test('what a connection says after all its answers is in no context', async () => {
  const seen: unknown[] = [];
  const server = createServer((_req, res) => void res.end('.'));
  server.on('connection', (socket) => socket.on('close', () => seen.push(Context.current())));
  somebody().run(() => bindServer(server));
  const { port } = await somebody().run(() => listen(server));
  const socket = connect(port, '127.0.0.1');
  socket.write(get('a1'));
  await once(socket, 'data');
  socket.destroy();
  await expect.poll(() => seen).toEqual([undefined]);
});

test('a request that is dropped is in no context', async () => {
  const seen: unknown[] = [];
  const server = createServer((_req, res) => void res.end('.'));
  server.maxRequestsPerSocket = 1;
  server.on('dropRequest', () => seen.push(Context.current()));
  somebody().run(() => bindServer(server));
  const { port } = await somebody().run(() => listen(server));
  const socket = connect(port, '127.0.0.1');
  socket.write(get('a1') + get('a2'));
  await expect.poll(() => seen).toEqual([undefined]);
  socket.destroy();
});

test('a session of HTTP/2 that cannot be read is in no context', async () => {
  const seen: unknown[] = [];
  const server = createHttp2Server();
  server.on('sessionError', () => seen.push(Context.current()));
  somebody().run(() => bindServer(server));
  await somebody().run(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(NONSENSE.repeat(4));
  await expect.poll(() => seen).toEqual([undefined]);
  socket.destroy();
});
