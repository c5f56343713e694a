import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import {
  contextOf as contextOfRequest,
  openRequest,
  requestPolicy,
  type RequestSummary,
} from '@aiolocals/core/http';
import { bindWebSocketServer, contextOf } from '@aiolocals/ws';
import express from 'express';
import { describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { connect, endAfterTest, listen } from './support/serve.js';
import { ask, greeting, opened, talk } from './support/talk.js';

const tenant = new Local<{ name: string }>({ name: 'nobody' });

describe('a server without a server of HTTP', () => {
  test('has the context in the callback of `handleUpgrade`, and where that emits', async () => {
    const { server: http, port } = await listen();
    const server = endAfterTest(new WebSocketServer({ noServer: true }));
    bindWebSocketServer(server);
    const seen: string[] = [];
    http.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
      server.handleUpgrade(req, socket, head, (webSocket, ...rest) => {
        seen.push(request.id);
        // The look-up of the user calls back from another context.
        setImmediate(() => Context.exit(() => server.emit('connection', webSocket, ...rest)));
      });
    });
    server.on('connection', (socket) => socket.send(request.id));
    expect([await greeting(port, 'a1'), ...seen]).toEqual(['a1', 'a1']);
  });

  test('shares one server of HTTP with another, and with an app of Express', async () => {
    const app = express();
    app.get('/', (_req, res) => res.send(String(Context.current()?.ident)));
    const { server: http, port } = await listen(createServer(app));
    const servers = new Map(
      ['/one', '/two'].map((path) => {
        const server = endAfterTest(new WebSocketServer({ noServer: true }));
        server.on('connection', (socket) => {
          socket.send(`${path} ${request.id} ${request.path} ${tenant.name}`);
        });
        return [path, server] as const;
      }),
    );
    for (const [path, server] of servers)
      bindWebSocketServer(server, { setup: () => void (tenant.name = path) });
    http.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
      const server = servers.get(String(req.url));
      server?.handleUpgrade(req, socket, head, (...args) => server.emit('connection', ...args));
    });
    const all = [greeting(port, 'a1', '/one'), greeting(port, 'a2', '/two')];
    expect(await Promise.all(all)).toEqual(['/one a1 /one /one', '/two a2 /two /two']);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('undefined');
  });
});

test('a server of one’s own class may make the handshake in its own way', async () => {
  class Own extends WebSocketServer {
    override handleUpgrade(
      ...[req, socket, head, callback]: Parameters<WebSocketServer['handleUpgrade']>
    ): void {
      super.handleUpgrade(req, socket, head, (webSocket, ...rest) => callback(webSocket, ...rest));
    }
  }
  const { server: http, port } = await listen();
  const waiting: (() => void)[] = [];
  const seen: string[] = [];
  const server = endAfterTest(
    new Own({
      server: http,
      verifyClient: (_info, accept) => {
        waiting.push(() => accept(true));
        if (waiting.length === 2) for (const call of waiting) call();
      },
      handleProtocols: () => {
        seen.push(request.id);
        return 'chat';
      },
    }),
  );
  bindWebSocketServer(server);
  server.on('connection', (socket) => socket.send(request.id));
  const all = [greeting(port, 'a1'), greeting(port, 'a2')];
  expect(await Promise.all(all)).toEqual(['a1', 'a2']);
  expect(seen.toSorted()).toEqual(['a1', 'a2']);
});

test('an event for a connection that has no context runs where it is emitted', async () => {
  const { server: http, port } = await listen();
  const server = endAfterTest(new WebSocketServer({ server: http }));
  const before = opened(port, 'a1');
  const [socket, req] = await once(server, 'connection');
  await before;
  bindWebSocketServer(server);
  const seen: unknown[] = [];
  server.on('connection', () => seen.push(Context.current()?.ident));
  server.on('x', () => seen.push(Context.current()?.ident));
  new Context({ ident: 'here' }).run(() => {
    server.emit('connection', socket, req);
    server.emit('x', 1);
  });
  expect(seen).toEqual(['here', 'here']);
});

describe('a request that is open already', () => {
  test('is the context of the connection, with the state of both setups', async () => {
    const { server: http, port } = await listen();
    const summaries = new EventEmitter();
    const policy = requestPolicy({ header: 'X-First', setup: () => void (tenant.name = 'first') });
    // Before the server of WebSockets.
    http.on('upgrade', (req: IncomingMessage) => openRequest(req, undefined, policy));
    const server = endAfterTest(new WebSocketServer({ server: http }));
    bindWebSocketServer(server, {
      setup: () => void (tenant.name += ', second'),
      onClose: (summary) => void summaries.emit('summary', summary),
    });
    server.on('connection', (socket, req) => {
      socket.send(`${request.id} ${tenant.name} ${contextOfRequest(req) === contextOf(socket)}`);
      socket.on('close', () => summaries.emit('late', contextOf(socket)?.closed));
    });
    const closed = once(summaries, 'summary') as Promise<[RequestSummary]>;
    const late = once(summaries, 'late');
    const client = connect(port, undefined, '/chat', { headers: { 'X-First': 'f1' } });
    const [text] = await once(client, 'message');
    expect(String(text)).toBe('f1 first, second true');
    client.close();
    expect([await late, (await closed)[0].status]).toEqual([[false], 101]);
  });
});

describe('what another connection causes', () => {
  test('a message for others calls back where it was sent, and their events are their own', async () => {
    const events = new EventEmitter();
    const { server, port } = await talk((socket) => {
      socket.on('message', (data: Buffer) => {
        for (const other of server.clients)
          if (other !== socket)
            other.send(data, () => events.emit('sent', request.id, contextOf(other)?.ident));
      });
      socket.on('pong', () => events.emit('pong', request.id));
    });
    const [one, two] = [await opened(port, 'a1'), await opened(port, 'a2')];
    const [sent, pong] = [once(events, 'sent'), once(events, 'pong')];
    two.on('message', () => two.pong());
    one.send('x');
    expect([await sent, await pong]).toEqual([['a1/1', 'a2'], ['a2']]);
  });

  test('a heartbeat from outside any context calls back in that of each connection, and so does each pong', async () => {
    const events = new EventEmitter();
    const seen: string[] = [];
    const { server, port } = await talk((socket) => {
      socket.on('pong', () => {
        seen.push(`pong ${request.id}`);
        if (seen.length === 6) events.emit('all');
      });
    });
    const ids = ['a1', 'a2', 'a3'];
    for (const id of ids) await opened(port, id);
    const all = once(events, 'all');
    for (const client of server.clients)
      client.ping('', false, () => seen.push(`ping ${request.id}`));
    await all;
    expect(seen.toSorted()).toEqual(
      ids.map((id) => `ping ${id}`).concat(ids.map((id) => `pong ${id}`)),
    );
  });

  test('a pong that is sent from elsewhere calls back in the context of its connection', async () => {
    const { server, port } = await talk(() => {});
    for (const id of ['a1', 'a2']) await opened(port, id);
    const sent = [...server.clients].map(
      async (client) =>
        await new Promise((resolve) => client.pong('', false, () => resolve(request.id))),
    );
    expect(new Set(await Promise.all(sent))).toEqual(new Set(['a1', 'a2']));
  });

  test('a connection that closes the server: the `close` of the server is nobody’s', async () => {
    const events = new EventEmitter();
    const { server, port } = await talk((socket) => {
      socket.on('message', () => {
        server.close();
        for (const client of server.clients) client.terminate();
      });
    });
    server.on('close', () => events.emit('closed', Context.current()?.ident));
    const client = await opened(port, 'a1');
    const closed = once(events, 'closed');
    client.send('close');
    expect(await closed).toEqual([undefined]);
  });

  test('a connection that ends another one: its `close` is its own', async () => {
    const events = new EventEmitter();
    const { server, port } = await talk((socket) => {
      socket.on('close', () => events.emit('close', request.id));
      socket.on('message', () => {
        for (const other of server.clients) if (other !== socket) other.terminate();
      });
    });
    const [one] = [await opened(port, 'a1'), await opened(port, 'a2')];
    const closed = once(events, 'close');
    one.send('x');
    expect(await closed).toEqual(['a2']);
  });
});

test('a callback of `send` has the context of its caller when the connection is closing, too', async () => {
  const { port } = await talk((socket) => {
    socket.on('message', () => {
      socket.close();
      socket.send('x', (error) => events.emit('failed', error?.message, request.id));
    });
  });
  const events = new EventEmitter();
  const client = await opened(port, 'a1');
  const failed = once(events, 'failed');
  client.send('x');
  expect(await failed).toEqual(['WebSocket is not open: readyState 2 (CLOSING)', 'a1/1']);
});

test('handshakes that are not valid are reported in their own contexts', async () => {
  const { server, port } = await talk(() => undefined);
  const reported = new Promise((resolve) => {
    server.on('wsClientError', (error, socket) => {
      resolve(`${error.message} ${request.id}`);
      socket.destroy();
    });
  });
  const client = connectTcp(port, '127.0.0.1');
  client.write(
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Request-ID: a1\r\n\r\n',
  );
  expect(await reported).toBe('Missing or invalid Sec-WebSocket-Key header a1');
  client.destroy();
});

test('WebSockets of clients in the same process are left alone', async () => {
  const { port } = await talk((socket) => socket.send('x'));
  const client = connect(port);
  await once(client, 'message');
  expect(contextOf(client)).toBe(undefined);
  expect(Object.hasOwn(WebSocket.prototype, 'emit')).toBe(false);
  expect(
    await ask(
      await opened(
        (
          await talk((socket) => {
            socket.on('message', () => socket.send(request.id));
          })
        ).port,
        'a1',
      ),
      'x',
    ),
  ).toBe('a1/1');
});

test('a message that arrives together with the handshake has a context', async () => {
  const { server, port } = await talk(() => undefined);
  const heard = new Promise((resolve) => {
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => resolve(`${data.toString()} ${request.id}`));
    });
  });
  const client = connectTcp(port, '127.0.0.1');
  const handshake = [
    'GET / HTTP/1.1',
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'X-Request-ID: a1',
  ];
  // A text of two characters, masked with zeros.
  const frame = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
  client.write(Buffer.concat([Buffer.from(`${handshake.join('\r\n')}\r\n\r\n`), frame]));
  expect(await heard).toBe('hi a1/1');
  client.destroy();
});
