import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { Context, request } from '@aiolocals/core';
import { openRequest } from '@aiolocals/core/http';
import { bindIo, contextOf } from '@aiolocals/ws/socket.io';
import { Server, type Socket } from 'socket.io';
import type { Socket as Client } from 'socket.io-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ioVersions } from '../support/io-versions.js';
import { listen } from '../support/serve.js';
import { connectClient, connected, serveIo } from '../support/serve-io.js';
import { warnings } from '../support/warnings.js';

const newest = ioVersions[1]?.[1] as (typeof ioVersions)[0][1];

test('requests of long polls are in their own context or in none, never in another’s', async () => {
  const seen = { own: 0, none: 0, another: 0 };
  const see = (req: IncomingMessage): void => {
    const id = Context.current()?.ident;
    if (id === undefined) seen.none += 1;
    else if (id.split('/')[0] === req.headers['x-request-id']) seen.own += 1;
    else seen.another += 1;
  };
  for (const isOpened of [false, true]) {
    const { io, port } = await serveIo(newest, {
      allowRequest: (req, accept) => {
        see(req);
        accept(null, true);
      },
    });
    bindIo(io);
    const http = (io as unknown as { httpServer: EventEmitter }).httpServer;
    if (isOpened) http.prependListener('request', (req, res) => openRequest(req, res));
    for (const event of ['headers', 'initial_headers'])
      io.engine.on(event, (_headers: unknown, req: IncomingMessage) => see(req));
    io.engine.use((req: IncomingMessage, _res: unknown, next: () => void) => {
      see(req);
      next();
    });
    // A message of one ends the polls of all.
    io.on('connection', (socket) => socket.on('x', () => io.emit('y')));
    const clients = await Promise.all(
      ['a1', 'a2', 'a3'].map(
        async (id) => await connected(connectClient(port, id, { transports: ['polling'] })),
      ),
    );
    const all = Promise.all(clients.map(async (client) => await once(client as never, 'y')));
    clients[0]?.emit('x');
    await all;
  }
  expect(seen.another).toBe(0);
  expect(Math.min(seen.own, seen.none)).toBeGreaterThan(9);
});

test('a server that listens in a context hands it to no connection', async () => {
  const seen: unknown[] = [];
  const { io, port } = await new Context({ ident: 'start' }).run(
    async () =>
      await serveIo(newest, {
        allowRequest: (_req, accept) => {
          seen.push(Context.current()?.ident);
          accept(null, true);
        },
      }),
  );
  bindIo(io);
  io.on('connection', () => seen.push(Context.current()?.root.ident));
  await connected(connectClient(port, 'a1', { transports: ['websocket'] }));
  expect(seen).toEqual([undefined, 'a1']);
});

test('events of a connection are its own, also those that others cause', async () => {
  const { io, port } = await serveIo(newest);
  bindIo(io);
  const counts = new Map<string, number>();
  let wrong = 0;
  const see = (place: string, id: string | undefined): void => {
    counts.set(place, (counts.get(place) ?? 0) + 1);
    if (Context.current()?.root.ident !== id) wrong += 1;
  };
  const done = new EventEmitter();
  io.engine.on('flush', (conn: object) => see('flush of the engine', contextOf(conn)?.ident));
  io.on('connection', (socket) => {
    const id = String(socket.handshake.headers['x-request-id']);
    for (const event of ['packetCreate', 'flush', 'drain', 'upgrade', 'heartbeat'])
      socket.conn.on(event, () => see(event, id));
    socket.on('x', () => {
      for (const [, other] of io.sockets.sockets)
        // Not a packet of socket.io: its client ends the connection.
        if (other !== socket) other.conn.send('?', undefined, () => done.emit('sent', request.id));
    });
  });
  const clients = await Promise.all(
    ['a1', 'a2'].map(async (id) => {
      const client = connectClient(port, id);
      const upgraded = new Promise((resolve) => client.io.engine.once('upgrade', resolve));
      await Promise.all([connected(client), upgraded]);
      return client;
    }),
  );
  io.emit('y');
  const sent = once(done, 'sent');
  clients[0]?.emit('x');
  expect(await sent).toEqual(['a1/2']);
  expect([...counts.keys()].toSorted()).toEqual([
    'drain',
    'flush',
    'flush of the engine',
    'packetCreate',
    'upgrade',
  ]);
  expect(wrong).toBe(0);
});

test('errors of the handshake are reported in the context of their request', async () => {
  const { io, port } = await serveIo(newest);
  bindIo(io);
  const http = (io as unknown as { httpServer: EventEmitter }).httpServer;
  http.prependListener('request', (req, res) => openRequest(req, res));
  const reported = new Promise((resolve) => {
    io.engine.on('connection_error', () => resolve(request.id));
  });
  await fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=none`, {
    headers: { 'X-Request-ID': 'a1' },
  });
  expect(await reported).toBe('a1');
});

test.each(['transport error', 'parse error'])(
  'a connection that ends by a %s was lost',
  async (reason) => {
    const { io, port } = await serveIo(newest);
    const summaries = new EventEmitter();
    bindIo(io, { onClose: (summary) => void summaries.emit('summary', summary) });
    io.on('connection', (socket) => {
      (socket.conn as unknown as { onClose: (why: string) => void }).onClose(reason);
    });
    const closed = once(summaries, 'summary');
    connectClient(port, 'a1');
    expect(await closed).toMatchObject([{ aborted: true }]);
  },
);

test('a session without a request has an id of its own', async () => {
  const { io } = await serveIo(newest);
  bindIo(io);
  // As a session of WebTransport.
  const conn = Object.assign(new EventEmitter(), {
    id: 'x',
    request: null,
    protocol: 4,
    readyState: 'open',
  });
  io.engine.emit('connection', conn);
  expect(contextOf(conn)?.ident).toMatch(/^REQ/);
  conn.emit('close', 'transport close');
  expect(contextOf(conn)?.closed).toBe(true);
});

test('a server that is attached later, and an adapter that is replaced, are bound too', async () => {
  const io = new Server();
  onTestFinished(() => void io.close());
  const undo = bindIo(io);
  onTestFinished(undo);
  const { server: http, port } = await listen(createServer());
  io.attach(http);
  io.adapter(io.adapter() as never);
  const answered = new Promise((resolve) => {
    io.on('connection', (socket) => {
      void socket.join('all');
      socket.on('x', () => {
        io.to('all')
          .timeout(2000)
          .emit('question', (_error: unknown, answers: unknown[]) =>
            resolve([request.id, answers]),
          );
      });
    });
  });
  const clients = await Promise.all(
    ['a1', 'a2'].map(async (id) => await connected(connectClient(port, id))),
  );
  for (const client of clients) client.on('question', (answer: (n: number) => void) => answer(7));
  clients[0]?.emit('x');
  expect(await answered).toEqual(['a1/2', [7, 7]]);
});

test('answers of other servers of a cluster come back where they were asked for', async () => {
  const { io } = await serveIo(newest);
  bindIo(io);
  const Adapter = io.adapter() as unknown as new (namespace: unknown) => object;
  // Answers in the context of the next caller, as an adapter over a shared connection does.
  class Clustered extends Adapter {
    serverSideEmit(packet: unknown[]): void {
      new Context({ ident: 'another' }).run(packet.at(-1) as () => void);
    }
  }
  io.adapter(Clustered as never);
  const ident = await new Context({ ident: 'mine' }).run(
    async () =>
      await new Promise((resolve) => {
        io.serverSideEmit('ping', () => resolve(Context.current()?.ident));
      }),
  );
  expect(ident).toBe('mine');
});

test('two copies of the package bind a connection once', async () => {
  const { io, port } = await serveIo(newest);
  vi.resetModules();
  const other = await import('@aiolocals/ws/socket.io');
  const undo = [bindIo(io)];
  const before = await connected(connectClient(port, 'a0'));
  undo.push(other.bindIo(io));
  const ofBefore = new Promise((resolve) => {
    io.of('/later').on('connection', () => resolve(Context.current()?.ident));
  });
  before.io.socket('/later', {});
  expect(await ofBefore).toBe('a0/2');
  const idents = new Promise((resolve) => {
    io.on('connection', (socket) => {
      const own = contextOf(socket);
      socket.on('x', () => {
        const all = [own, Context.current(), contextOf(socket.conn)];
        resolve([...all.map((context) => context?.ident), own === other.contextOf(socket)]);
      });
    });
  });
  const client = await connected(connectClient(port, 'a1'));
  client.emit('x');
  expect(await idents).toEqual(['a1/1', 'a1/2', 'a1', true]);
  for (const each of undo) each();
  const later = await connected(connectClient(port, 'a2'));
  expect(later.connected).toBe(true);
});

test('answers to a broadcast from outside any context come outside', async () => {
  const { io, port } = await serveIo(newest);
  bindIo(io);
  const client = await connected(connectClient(port, 'a1'));
  client.on('question', (answer: (n: number) => void) => answer(7));
  const ident = await new Promise((resolve) => {
    io.timeout(2000).emit('question', () => resolve(Context.current()?.ident));
  });
  expect(ident).toBe(undefined);
});

test('servers that are not bound, or no longer, behave as without', async () => {
  const idents: unknown[] = [];
  const note = (socket: Socket): void => {
    idents.push(Context.current()?.ident);
    socket.on('ask', (answer: (ident: string) => void) => answer(String(Context.current()?.ident)));
  };
  const ask = async (client: Client): Promise<unknown> =>
    await new Promise((resolve) => client.emit('ask', resolve));
  const [bound, free] = [await serveIo(newest), await serveIo(newest)];
  const seen = warnings();
  const undo = bindIo(bound.io);
  bindIo(bound.io)();
  bound.io.on('connection', note);
  free.io.on('connection', note);
  const first = await connected(connectClient(bound.port, 'a1'));
  const other = await connected(connectClient(free.port, 'a2'));
  expect([await ask(first), await ask(other)]).toEqual(['a1/2', 'undefined']);
  const undoFree = bindIo(free.io);
  undo();
  undo();
  const later = await connected(connectClient(bound.port, 'a3'));
  const now = await connected(connectClient(free.port, 'a4'));
  expect([await ask(first), await ask(later), await ask(now)]).toEqual([
    'a1/3',
    'undefined',
    'a4/2',
  ]);
  undoFree();
  bindIo(bound.io);
  const again = await connected(connectClient(bound.port, 'a5'));
  expect(await ask(again)).toBe('a5/2');
  expect(idents).toEqual(['a1/1', undefined, undefined, 'a4/1', 'a5/1']);
  expect(seen).toEqual([
    '`bindIo` was called twice for one server: the options of the first call apply. Call it once, or undo the first one',
  ]);
});

test.each<[unknown, unknown, string]>([
  [undefined, { echo: false }, 'Unknown option `echo` for `bindIo`'],
  [undefined, { message: { timeot: 1 } }, 'did you mean `timeout`?'],
  [null, {}, 'Expected `io` to be a Server of socket.io 4, got `null`'],
  [{}, {}, 'Expected `io` to be a Server of socket.io 4, got an object'],
])('%j with %j is refused', (io, options, message) => {
  expect(() => bindIo((io === undefined ? new Server() : io) as never, options as never)).toThrow(
    message,
  );
});
