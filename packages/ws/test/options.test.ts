import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { bindWebSocketServer, type WebSocketOptions } from '@aiolocals/ws';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { connect, endAfterTest, listen } from './support/serve.js';
import { ask, greeting, opened, talk } from './support/talk.js';
import { warnings } from './support/warnings.js';

const tenant = new Local<{ name: string }>({ name: 'nobody' });

const idAfter = async (options: WebSocketOptions, id = 'a1'): Promise<string> => {
  const { port } = await talk((socket) => socket.send(request.id), options);
  return await greeting(port, id);
};

/** Resolves with a header of the answer to a handshake. */
async function echoed(options: WebSocketOptions, header = 'x-request-id'): Promise<unknown> {
  const { port } = await talk(() => undefined, options);
  const [{ headers }] = (await once(connect(port, 'a1'), 'upgrade')) as [
    { headers: Record<string, unknown> },
  ];
  return headers[header];
}

test('an option that comes too late for the handshake is warned of by the name of the function', async () => {
  const seen = warnings();
  const { server, port } = await listen();
  bindServer(server);
  bindWebSocketServer(endAfterTest(new WebSocketServer({ server })), { header: 'X-Other' });
  await opened(port);
  expect(seen).toEqual([
    expect.stringContaining('`header` of a further `bindWebSocketServer` cannot apply'),
  ]);
});

describe('options that those of requests are too', () => {
  test('decide on the id', async () => {
    expect(await idAfter({ header: 'X-Other' })).toMatch(/^REQ/);
    expect(await idAfter({ header: false })).toMatch(/^REQ/);
    expect(await idAfter({ trust: () => false })).toMatch(/^REQ/);
    expect(await idAfter({ validate: (id) => id === 'a1' })).toBe('a1');
    expect(await idAfter({ header: false, generate: ({ url }) => `made-for-${url}` })).toBe(
      'made-for-/chat',
    );
  });

  test('decide whether the answer to the handshake carries it', async () => {
    expect(await echoed({})).toBe('a1');
    expect(await echoed({ echo: 'X-Other' }, 'x-other')).toBe('a1');
    expect(await echoed({ echo: false })).toBe(undefined);
  });

  test('add the id once, also if the server is bound twice', async () => {
    const { server, port } = await talk(() => undefined);
    bindWebSocketServer(server);
    const [{ rawHeaders }] = (await once(connect(port, 'a1'), 'upgrade')) as [
      { rawHeaders: string[] },
    ];
    expect(rawHeaders.filter((name) => name === 'X-Request-ID')).toHaveLength(1);
  });

  test('limit the connection and its path', async () => {
    const { port } = await talk(
      (socket) => socket.send(`${Context.current()?.remaining()} ${request.path}`),
      { timeout: 60_000, maxTimeout: 0, maxPathLength: 16 },
    );
    expect(await greeting(port, 'a1', `/${'x'.repeat(20)}`)).toBe('0 /xxxxxxxxxxxx...');
  });
});

describe('`setup`', () => {
  test('runs first, and each message starts with what it has set', async () => {
    const { port } = await talk((socket) => socket.on('message', () => socket.send(tenant.name)), {
      setup: (req) => void (tenant.name = String(req.url)),
    });
    expect(await ask(await opened(port), 'x')).toBe('/chat');
  });

  test('is waited for, before `verifyClient` and the connection', async () => {
    const seen: string[] = [];
    const { port } = await talk(
      (socket) => socket.send(tenant.name),
      {
        setup: async () => {
          await turn();
          tenant.name = 't1';
        },
      },
      { verifyClient: () => seen.push(tenant.name) > 0 },
    );
    expect([await greeting(port), ...seen]).toEqual(['t1', 't1']);
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no such tenant');
      },
    ],
    ['rejects', async () => await Promise.reject(new Error('no such tenant'))],
  ])('that %s is answered with 500, or by `wsClientError`', async (_how, setup) => {
    const seen = warnings();
    const { server, port } = await talk(() => expect.unreachable(), { setup });
    await expect(opened(port)).rejects.toThrow('Unexpected server response: 500');
    await expect(opened(port)).rejects.toThrow('Unexpected server response: 500');
    expect(seen).toEqual([
      '`setup` failed with Error: no such tenant: the handshake is answered with 500. Handle the error in `setup`, or ' +
        'listen for `wsClientError` of the server. Reported once',
    ]);
    server.on('wsClientError', (error, socket) => {
      socket.end(`HTTP/1.1 404 ${error.message} ${request.id}\r\nContent-Length: 0\r\n\r\n`);
    });
    await expect(opened(port, 'a1')).rejects.toThrow('Unexpected server response: 404');
  });

  test('may outlast the client', async () => {
    const gate = new EventEmitter();
    const ids: string[] = [];
    const { port } = await talk(
      (socket) => {
        ids.push(request.id);
        socket.send('still there');
      },
      {
        setup: async (req) => {
          gate.emit('setup', req);
          await once(gate, 'go on');
        },
      },
    );
    const started = once(gate, 'setup');
    const client = connect(port, 'a1');
    client.on('error', () => {});
    await started;
    // A connection that is reset is an error of its socket.
    (client as unknown as { _req: { socket: Socket } })._req.socket.resetAndDestroy();
    await new Promise((resolve) => client.once('close', resolve));
    gate.emit('go on');
    const again = once(gate, 'setup');
    const greeted = greeting(port, 'a2');
    await again;
    gate.emit('go on');
    expect([await greeted, ids]).toEqual(['still there', ['a1', 'a2']]);
  });
});

test('an error of the socket while `setup` works ends the connection only', async () => {
  const { port } = await talk(() => expect.unreachable(), {
    setup: async (req) => {
      const closed = new Promise((resolve) => req.socket.once('close', resolve));
      req.socket.destroy(new Error('reset'));
      await closed;
    },
  });
  await expect(opened(port)).rejects.toThrow('socket hang up');
});

describe('`message.id`', () => {
  const idOf = async (id: (data: unknown) => unknown, text = 'x'): Promise<string> => {
    const { port } = await talk(
      (socket) =>
        socket.on('message', () => socket.send(`${request.id} ${Context.current()?.ident}`)),
      { message: { id: id as () => string } },
    );
    return await ask(await opened(port, 'a1'), text);
  };

  test('names a message', async () => {
    expect(await idOf((data) => String(data), 'm7')).toBe('m7 m7');
    expect(await idOf(() => `${request.id}-m`)).toBe('a1-m a1-m');
    expect(await idOf(() => request.id)).toBe('a1 a1');
  });

  test('leaves it the default id if it returns none, or none that is acceptable', async () => {
    const seen = warnings();
    for (const id of [undefined, '', 'a b', 'a\nb', 'x'.repeat(129)])
      expect(await idOf(() => id)).toBe('a1/1 a1/1');
    expect(seen).toEqual([]);
  });

  test('is held to `validate`', async () => {
    const { port } = await talk((socket) => socket.on('message', () => socket.send(request.id)), {
      header: false,
      validate: (id) => id.startsWith('m'),
      message: { id: String },
    });
    const client = await opened(port);
    expect(await ask(client, 'm7')).toBe('m7');
    expect(await ask(client, 'm\u0007')).toMatch(/^REQ/);
    expect(await ask(client, 'n7')).toMatch(/^REQ/);
  });

  test.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new SyntaxError('no JSON');
      },
      '`message.id` threw SyntaxError: no JSON',
    ],
    [
      'throws what has no text',
      () => {
        throw Object.create(null) as Error;
      },
      '`message.id` threw an object',
    ],
    ['returns a number', () => 7, '`message.id` returned `7` (number)'],
    [
      'returns a promise',
      async () => await Promise.reject(new Error('unseen')),
      '`message.id` returned a promise',
    ],
  ])('that %s is reported once, and the message goes on', async (_how, id, start) => {
    const seen = warnings();
    const { port } = await talk((socket) => socket.on('message', () => socket.send(request.id)), {
      message: { id: id as () => string },
    });
    const client = await opened(port, 'a1');
    expect([await ask(client, 'x'), await ask(client, 'x')]).toEqual(['a1/1', 'a1/2']);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.startsWith(start)).toBe(true);
  });
});

test.each<[unknown, string]>([
  [{ heder: 'x' }, 'Unknown option `heder` for `bindWebSocketServer`: did you mean `header`?'],
  [{ message: { timeot: 1 } }, 'Unknown option `timeot` for `message`: did you mean `timeout`?'],
  [{ message: { timeout: -1 } }, 'Expected `message.timeout` to be a number of milliseconds'],
  [{ message: { id: 'x' } }, 'Expected `message.id` to be a function'],
  [{ message: 1 }, 'Expected `message` to be an object'],
  [{ timeout: '1' }, 'Expected `timeout` to be a number of milliseconds'],
  [{ setup: 1 }, 'Expected `setup` to be a function'],
  [null, 'Expected `options` to be an object'],
])('%j is refused', (options, message) => {
  const server = new WebSocketServer({ noServer: true });
  expect(() => bindWebSocketServer(server, options as never)).toThrow(message);
  expect(Object.hasOwn(server, 'emit')).toBe(false);
});

test.each([undefined, null, {}, 'x', () => undefined])('%s is no server', (server) => {
  expect(() => bindWebSocketServer(server as never)).toThrow(
    /^Expected `server` to be a WebSocketServer of ws 8, got /,
  );
});
