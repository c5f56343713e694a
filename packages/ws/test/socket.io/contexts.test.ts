import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Context, Local, request, wrapAsync } from '@aiolocals/core';
import { openRequest, type RequestSummary } from '@aiolocals/core/http';
import { bindIo, contextOf } from '@aiolocals/ws/socket.io';
import type { Socket } from 'socket.io';
import type { Socket as Client } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { ioVersions } from '../support/io-versions.js';
import { connectClient, connected, serveIo } from '../support/serve-io.js';

const user = new Local<{ name: string; seen: number }>({ name: 'nobody', seen: 0 });
const current = (): Context => Context.current() as Context;

const each = ioVersions.flatMap(([version, io]) =>
  (['polling', 'websocket'] as const).map((transport) => [version, transport, io] as const),
);

/** Emits an event, and resolves with the answer. */
const ask = async (client: Client, event = 'ask'): Promise<unknown> =>
  await new Promise((resolve) => client.emit(event, resolve));

describe.each(each)('with %s by %s,', (_version, transport, socketIo) => {
  const transports = [transport];

  test('a message has an id of its own, and the state of its socket', async () => {
    const { io, port } = await serveIo(socketIo);
    bindIo(io);
    io.use((_socket, next) => {
      user.name = 'ada';
      next();
    });
    io.on('connection', (socket) => {
      socket.on('ask', (answer: (text: string) => void) => {
        user.seen += 1;
        const { ident, name, root } = current();
        const isWithin = current().isWithin(contextOf(socket) as Context);
        const isOfConn = root === contextOf(socket.conn);
        answer([request.id, ident, name, user.name, user.seen, isWithin, isOfConn].join(' '));
      });
    });
    const client = await connected(connectClient(port, 'a1', { transports }));
    expect(await ask(client)).toBe('a1/2 a1/2 message ada 1 true true');
    expect(await ask(client)).toBe('a1/3 a1/3 message ada 1 true true');
  });

  test('a message has the id and the deadline that the options give it', async () => {
    const { io, port } = await serveIo(socketIo);
    const id = (event: string, ...args: unknown[]): string => `${event}-${args.length}`;
    bindIo(io, { message: { id, timeout: 20 } });
    io.on('connection', (socket) => {
      socket.on('ask', async (answer: (text: string) => void) => {
        await once(current().signal, 'abort');
        answer(`${request.id} ${current().ident} ${String(contextOf(socket)?.cancelled)}`);
      });
    });
    const client = await connected(connectClient(port, 'a1', { transports }));
    expect(await ask(client)).toBe('ask-0 ask-0 false');
  });

  test('a message closes when its listeners and middlewares have settled', async () => {
    const { io, port } = await serveIo(socketIo);
    bindIo(io);
    const steps = new EventEmitter();
    io.on('connection', (socket) => {
      socket.onAny(async () => {
        await once(steps, 'any');
        steps.emit('any done', current().closed);
      });
      socket.use(async (_event, next) => {
        await turn();
        next();
        await once(steps, 'use');
        steps.emit('use done', current().closed);
      });
      socket.on('x', async () => {
        const context = current();
        await once(steps, 'on');
        steps.emit('on done', context.closed, context);
      });
      socket.on('x', () => steps.emit('started'));
    });
    const client = await connected(connectClient(port, 'a1', { transports }));
    const started = once(steps, 'started');
    client.emit('x');
    await started;
    for (const name of ['any', 'use'] as const) {
      const done = once(steps, `${name} done`);
      steps.emit(name);
      expect(await done).toEqual([false]);
    }
    const done = once(steps, 'on done');
    steps.emit('on');
    const [isClosed, context] = (await done) as [boolean, Context];
    expect(isClosed).toBe(false);
    if (!context.closed) await new Promise((resolve) => context.onClose(resolve));
    expect(context.cancelled).toBe(false);
  });

  test('what works for a socket is cancelled when it disconnects, and its listeners can clean up', async () => {
    const { io, port } = await serveIo(socketIo);
    const summaries = new EventEmitter();
    bindIo(io, { onClose: (summary) => void summaries.emit('summary', summary) });
    const steps = new EventEmitter();
    const seen: unknown[] = [];
    io.on('connection', (socket) => {
      user.name = 'ada';
      const own = current();
      socket.on('x', async () => {
        const { signal } = current();
        steps.emit('started');
        await once(signal, 'abort');
        seen.push(`aborted ${request.id}`);
      });
      socket.on('disconnecting', () => seen.push(`disconnecting ${own.closed} ${own.cancelled}`));
      socket.on('disconnect', async () => {
        await turn();
        const isWritten = await wrapAsync(() => !current().cancelled);
        steps.emit('clean', request.id, user.name, current().cancelled, isWritten, own.closed);
      });
    });
    const client = await connected(connectClient(port, 'a1', { transports }));
    const started = once(steps, 'started');
    client.emit('x');
    await started;
    const cleaned = once(steps, 'clean');
    const closed = once(summaries, 'summary') as Promise<[RequestSummary]>;
    client.disconnect();
    expect(await cleaned).toEqual(['a1', 'ada', false, true, true]);
    expect(seen).toEqual(['disconnecting false true', 'aborted a1/2']);
    expect((await closed)[0]).toMatchObject({ method: 'GET', path: '/socket.io/', aborted: false });
  });

  test('`setup` runs once for a connection, and its first middleware waits for it', async () => {
    const { io, port } = await serveIo(socketIo);
    const urls: unknown[] = [];
    bindIo(io, {
      setup: async (req) => {
        urls.push(req.url?.split('?')[0]);
        await turn();
        user.name = 'ada';
      },
    });
    const names: string[] = [];
    io.use((_socket, next) => {
      names.push(user.name);
      next();
    });
    io.of('/other').on('connection', () => names.push(user.name));
    const client = await connected(connectClient(port, undefined, { transports }));
    await connected(client.io.socket('/other', {}));
    expect([names, urls]).toEqual([['ada', 'ada'], ['/socket.io/']]);
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no such tenant');
      },
    ],
    ['rejects', async () => await Promise.reject(new Error('no such tenant'))],
  ])('a `setup` that %s refuses the sockets', async (_how, setup) => {
    const { io, port } = await serveIo(socketIo);
    bindIo(io, { setup });
    io.on('connection', () => expect.unreachable());
    const client = connectClient(port, undefined, { transports });
    const error = await new Promise<Error>((resolve) => client.on('connect_error', resolve));
    expect(error.message).toBe('no such tenant');
  });

  test('a connection of a request that is open has the same id, and another context', async () => {
    const { io, port } = await serveIo(socketIo);
    bindIo(io);
    const http = (io as unknown as { httpServer: EventEmitter }).httpServer;
    const contexts: Context[] = [];
    for (const event of ['request', 'upgrade'])
      http.prependListener(event, (req, res) => {
        contexts.push(openRequest(req, event === 'request' ? res : undefined));
      });
    io.on('connection', (socket) => {
      socket.on('ask', (answer: (text: string) => void) => answer(request.id));
      const isShared = contextOf(socket.conn) === contexts[0];
      socket.on('shared', (answer: (is: boolean) => void) => answer(isShared));
    });
    const client = await connected(connectClient(port, 'a1', { transports }));
    expect(await ask(client)).toBe('a1/2');
    expect(await ask(client, 'shared')).toBe(transport === 'websocket');
  });
});

test.each(ioVersions)(
  '%s: a socket that is refused ends its context',
  async (_version, socketIo) => {
    const { io, port } = await serveIo(socketIo);
    bindIo(io);
    const contexts: Context[] = [];
    io.use((_socket, next) => {
      contexts.push(current());
      next(new Error('refused'));
    });
    const client = connectClient(port, 'a1');
    const error = await new Promise<Error>((resolve) => client.on('connect_error', resolve));
    expect(error.message).toBe('refused');
    const [context] = contexts as [Context];
    if (!context.closed) await new Promise((resolve) => context.onClose(resolve));
    expect(context.root.closed).toBe(false);
  },
);

test.each(ioVersions)(
  '%s: a socket whose client goes away before it is let in ends its context',
  async (_version, socketIo) => {
    const { io, port } = await serveIo(socketIo);
    bindIo(io);
    const steps = new EventEmitter();
    io.use((_socket, next) => steps.emit('asked', current(), next));
    const asked = once(steps, 'asked');
    const client = connectClient(port, 'a1', { transports: ['websocket'] });
    const [context, next] = (await asked) as [Context, () => void];
    const closed = new Promise((resolve) => context.onClose(resolve));
    client.disconnect();
    await closed;
    next();
    await turn();
    expect([context.closed, context.cancelled]).toEqual([true, true]);
  },
);

test('sockets of several namespaces keep their state apart', async () => {
  const { io, port } = await serveIo(ioVersions[1]?.[1] as never);
  bindIo(io);
  const seen: Record<string, string> = {};
  const note = (socket: Socket): void => {
    seen[socket.nsp.name] = `${request.id} ${current().ident} ${user.name}`;
    user.name = socket.nsp.name;
  };
  io.on('connection', note);
  io.of('/admin').on('connection', note);
  const client = await connected(connectClient(port, 'a1'));
  await connected(client.io.socket('/admin', {}));
  expect(seen).toEqual({ '/': 'a1 a1/1 nobody', '/admin': 'a1 a1/2 nobody' });
});

test('a socket that reconnects without middlewares has a context, and waits for `setup`', async () => {
  const { io, port } = await serveIo(ioVersions[1]?.[1] as never, {
    connectionStateRecovery: { skipMiddlewares: true },
  });
  let fails = false;
  bindIo(io, {
    setup: async () => {
      await turn();
      if (fails) throw new Error('no such tenant');
      user.name = 'ada';
    },
  });
  const connections = new EventEmitter();
  io.on('connection', (socket) => {
    socket.emit('greeting');
    connections.emit('socket', socket.recovered, request.id, user.name);
  });
  const client = connectClient(port, 'a1', {
    reconnection: true,
    reconnectionDelay: 10,
    transports: ['websocket'],
  });
  expect(await once(connections, 'socket')).toEqual([false, 'a1', 'ada']);
  await once(client as never, 'greeting');
  const again = once(connections, 'socket');
  client.io.engine.close();
  expect(await again).toEqual([true, 'a1', 'ada']);
  await once(client as never, 'greeting');
  fails = true;
  connections.on('socket', () => expect.unreachable());
  client.io.reconnection(false);
  client.io.engine.close();
  const refused = new Promise<Error>((resolve) => client.on('connect_error', resolve));
  client.connect();
  expect((await refused).message).toBe('no such tenant');
});
