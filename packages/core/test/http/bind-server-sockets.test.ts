import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { expect, test } from 'vitest';
import { listen } from './support/serve.js';
import { get, LAST, talk } from './support/talk.js';

const currentId = (): string | undefined => Local.peek(request)?.id;

test('a listener on the connection runs in the context of the request that added it, also after that', async () => {
  const seen: string[] = [];
  const server = createServer((req, res) => {
    const id = String(req.headers['x-request-id']);
    for (const add of [
      'on',
      'once',
      'prependListener',
      'prependOnceListener',
      'addListener',
    ] as const)
      req.socket[add]('close', () => seen.push(`${id} ${currentId()}`));
    res.end();
  });
  bindServer(server);
  const { port } = await listen(server);
  await talk(port, get('a1') + get('a2') + get('a3', [LAST]));
  await expect.poll(() => seen.length).toBe(15);
  expect(seen.filter((line) => !/^(a\d) \1$/.test(line))).toEqual([]);
});

test('an event of a connection belongs to the request that is underway, or to none, and a listener to the request that added it', async () => {
  const seen: unknown[] = [];
  const server = createServer((req, res) => {
    const { socket } = req;
    if (req.url === '/first') socket.on('probe', () => seen.push(['first', currentId()]));
    new Context().run(() => socket.emit('probe'));
    const child = new Context();
    socket.once('probe', () => seen.push(['child stays', Context.current() === child]));
    child.run(() => socket.emit('probe'));
    res.end('.');
  });
  server.on('connection', (socket: Socket) => {
    seen.push(['connection', Context.current()]);
    socket.on('probe', () => seen.push(['anybody', currentId()]));
  });
  let connection: Socket | undefined;
  new Context({ ident: 'somebody' }).run(() => bindServer(server));
  server.on('connection', (socket: Socket) => (connection = socket));
  const { port } = await new Context().run(async () => await listen(server));
  const socket = connect(port, '127.0.0.1');
  for (const [id, path] of [
    ['a1', '/first'],
    ['a2', '/second'],
  ] as const) {
    socket.write(get(id, [], path));
    await once(socket, 'data');
    seen.push('answered');
    new Context().run(() => connection?.emit('probe'));
  }
  socket.destroy();
  expect(seen).toEqual([
    ['connection', undefined],
    ['anybody', 'a1'],
    ['first', 'a1'],
    ['anybody', 'a1'],
    ['first', 'a1'],
    ['child stays', false],
    'answered',
    ['anybody', undefined],
    ['first', 'a1'],
    ['anybody', 'a2'],
    ['first', 'a1'],
    ['anybody', 'a2'],
    ['first', 'a1'],
    ['child stays', false],
    'answered',
    ['anybody', undefined],
    ['first', 'a1'],
  ]);
});

test('pipelined requests each get the end of their connection as an event', async () => {
  const seen: string[] = [];
  const server = createServer((req) => {
    const id = String(req.headers['x-request-id']);
    setImmediate(() => {
      req.socket.once('close', () => seen.push(`${id} ${currentId()}`));
      if (id === 'a9') req.socket.destroy();
    });
  });
  bindServer(server);
  const { port } = await listen(server);
  await talk(port, Array.from({ length: 10 }, (_, index) => get(`a${index}`)).join(''));
  await expect.poll(() => seen.length).toBe(10);
  expect(seen).toEqual(Array.from({ length: 10 }, (_, index) => `a${index} a${index}`));
});

test('a listener on the connection can be removed, and is listed as it is', async () => {
  const found: unknown[] = [];
  const server = createServer((req, res) => {
    const { socket } = req;
    const listener = (): void => void found.push('called');
    socket.on('probe', listener).once('probe', listener);
    found.push(socket.listeners('probe'), socket.rawListeners('probe')[0] === listener);
    socket.emit('probe');
    found.push(socket.listenerCount('probe'));
    socket.off('probe', listener);
    found.push(socket.listenerCount('probe'), socket.emit('probe'));
    Context.exit(() => socket.once('probe', listener).removeListener('probe', listener));
    found.push(socket.listenerCount('probe'));
    expect(found[0]).toEqual([listener, listener]);
    res.end();
  });
  bindServer(server);
  const { port } = await listen(server);
  await talk(port, get('a1', [LAST]));
  expect(found.slice(1)).toEqual([true, 'called', 'called', 1, 0, false, 0]);
});

test('an `emit` that somebody put on a connection is still called', async () => {
  const events: string[] = [];
  const server = createServer((req, res) => {
    req.socket.emit('probe');
    res.end();
  });
  server.on('connection', (socket: Socket) => {
    const { emit } = socket;
    socket.emit = (...args: unknown[]): boolean => {
      events.push(String(args[0]));
      return Reflect.apply(emit, socket, args) as boolean;
    };
  });
  bindServer(server);
  const { port } = await listen(server);
  await talk(port, get('a1', [LAST]));
  expect(events).toContain('probe');
});

test('`timeout` of the server runs in the context of the request that takes so long', async () => {
  const seen: unknown[] = [];
  const server = createServer(() => {});
  server.setTimeout(20, (socket) => {
    seen.push(currentId());
    socket?.destroy();
  });
  bindServer(server);
  const { port } = await listen(server);
  await talk(port, get('a1'));
  expect(seen).toEqual(['a1']);
  expect(server.timeout).toBe(20);
});

test('a request whose connection only looks like one is opened', () => {
  const server = createServer(() => seen.push(currentId()));
  const seen: unknown[] = [];
  bindServer(server);
  for (const socket of [{}, null, Object.freeze(new EventTarget())]) {
    const req = { headers: { 'x-request-id': 'a1' }, url: '/', socket };
    server.emit('request', req as unknown as IncomingMessage, { setHeader() {} } as never);
  }
  expect(seen).toEqual(['a1', 'a1', 'a1']);
});
