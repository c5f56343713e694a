import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Context, Local, request, wrapAsync } from '@aiolocals/core';
import { contextOf, type RequestSummary } from '@aiolocals/ws';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { ask, greeting, opened, talk } from './support/talk.js';

const user = new Local<{ name: string; seen: number }>({ name: 'nobody', seen: 0 });

const current = (): Context => Context.current() as Context;

describe('a connection', () => {
  test('starts with empty state, whatever context its server listens in', async () => {
    const { port } = await new Context().run(async () => {
      request.id = 'of-another';
      user.name = 'another';
      return await talk((socket) => {
        socket.send(`${request.id} ${request.path} ${user.name} ${current().root === current()}`);
      });
    });
    expect(await greeting(port, 'a1', '/chat?secret')).toBe('a1 /chat nobody true');
  });

  test('has an id of its own if it brings none, or none that is acceptable', async () => {
    const { port } = await talk((socket) => socket.send(request.id));
    for (const id of [undefined, 'a b', 'x'.repeat(129)])
      expect(await greeting(port, id)).toMatch(/^REQ[0-9a-f]{20}$/);
  });

  test('is closed after the listeners of `close`, and cancelled before', async () => {
    const events: unknown[] = [];
    const done = new EventEmitter();
    const { port } = await talk((socket) => {
      const context = current();
      context.signal.addEventListener('abort', () => events.push('aborted'));
      context.onClose(() => {
        events.push('closed');
        done.emit('closed');
      });
      socket.on('close', () => events.push(`listener ${context.closed} ${context.cancelled}`));
    });
    const client = await opened(port);
    const closed = once(done, 'closed');
    client.close();
    await closed;
    expect(events).toEqual(['aborted', 'listener false true', 'closed']);
  });

  test('lets the listeners of `close` clean up: they are not cancelled', async () => {
    const done = new EventEmitter();
    const { port } = await talk((socket) => {
      user.name = 'ada';
      socket.on('close', async () => {
        await turn();
        const isWritten = await wrapAsync(() => !current().cancelled);
        done.emit('clean', request.id, user.name, current().cancelled, isWritten, current());
      });
    });
    const client = await opened(port, 'a1');
    const cleaned = once(done, 'clean');
    client.terminate();
    const [id, name, isCancelled, isWritten, context] = await cleaned;
    expect([id, name, isCancelled, isWritten]).toEqual(['a1', 'ada', false, true]);
    await turn();
    expect((context as Context).closed).toBe(true);
  });

  test.each<[string, (client: WebSocket) => void, boolean]>([
    ['closed', (client) => client.close(1000), false],
    ['lost', (client) => client.terminate(), true],
  ])('tells `onClose` whether it was lost: %s', async (_how, leave, aborted) => {
    const done = new EventEmitter();
    const onClose = (summary: RequestSummary): void => void done.emit('closed', summary);
    const { port } = await talk(() => undefined, { onClose });
    const client = await opened(port);
    const closed = once(done, 'closed');
    leave(client);
    expect(await closed).toMatchObject([{ method: 'GET', path: '/chat', status: 101, aborted }]);
  });

  test('closes with its socket if the handshake is refused', async () => {
    const contexts: Context[] = [];
    const { port } = await talk(() => undefined, undefined, {
      verifyClient: () => {
        contexts.push(current());
        return false;
      },
    });
    await expect(opened(port)).rejects.toThrow('401');
    const [context] = contexts as [Context];
    if (!context.closed) await new Promise((resolve) => context.onClose(resolve));
    expect(context.closed).toBe(true);
  });
});

describe('a message', () => {
  test('has an id of its own, which names its connection', async () => {
    const { port } = await talk((socket) => {
      socket.on('message', () => {
        const { root, ident, name } = current();
        socket.send(`${request.id} ${ident} ${name} ${request.path} ${root === contextOf(socket)}`);
      });
    });
    const client = await opened(port, 'a1');
    expect(await ask(client, 'x')).toBe('a1/1 a1/1 message /chat true');
    expect(await ask(client, 'x')).toBe('a1/2 a1/2 message /chat true');
  });

  test('starts with the state of its connection, and keeps what it sets to itself', async () => {
    const { port } = await talk((socket) => {
      user.name = 'ada';
      socket.on('message', () => {
        user.seen += 1;
        socket.send(`${user.name} ${user.seen}`);
      });
    });
    const client = await opened(port);
    expect([await ask(client, 'x'), await ask(client, 'x')]).toEqual(['ada 1', 'ada 1']);
  });

  test('sees what an earlier one has set in the context of the connection', async () => {
    const { port } = await talk((socket) => {
      socket.on('message', (data: Buffer) => {
        contextOf(socket)?.enter(() => {
          user.name += `+${data.toString()}`;
        });
        socket.send(user.name);
      });
    });
    const client = await opened(port);
    expect([await ask(client, 'a'), await ask(client, 'b')]).toEqual(['nobody', 'nobody+a']);
  });

  const ways: [string, (socket: WebSocket, handle: (data: unknown) => unknown) => void][] = [
    ['on', (socket, handle) => socket.on('message', handle)],
    ['once', (socket, handle) => socket.once('message', handle)],
    ['addEventListener', (socket, handle) => socket.addEventListener('message', handle)],
    [
      'an object with handleEvent',
      (socket, handle) => socket.addEventListener('message', { handleEvent: handle }),
    ],
    ['onmessage', (socket, handle) => (socket.onmessage = handle as never)],
  ];
  test.each(ways)('of a listener by %s closes when its promise has settled', async (_way, add) => {
    const steps = new EventEmitter();
    const { port } = await talk((socket) => {
      // The other listener returns at once.
      socket.on('message', () => undefined);
      add(socket, async () => {
        const context = current();
        steps.emit('started', context);
        await once(steps, 'go on');
        steps.emit('ended', context.closed);
      });
    });
    const client = await opened(port);
    const started = once(steps, 'started');
    client.send('x');
    const [context] = (await started) as [Context];
    await turn();
    expect(context.closed).toBe(false);
    const ended = once(steps, 'ended');
    steps.emit('go on');
    expect(await ended).toEqual([false]);
    if (!context.closed) await new Promise((resolve) => context.onClose(resolve));
    expect([context.closed, context.cancelled]).toEqual([true, false]);
  });

  test('closes at once if its listeners return nothing to wait for', async () => {
    const contexts: Context[] = [];
    const { port } = await talk((socket) => {
      socket.on('message', () => void contexts.push(current()));
      // A thenable may be a query that starts when it is awaited.
      socket.on('message', () => ({ then: () => expect.unreachable() }));
      socket.on('message', () => setImmediate(() => socket.send(String(contexts[0]?.closed))));
    });
    expect(await ask(await opened(port), 'x')).toBe('true');
  });

  test('is cancelled when the connection goes away', async () => {
    const steps = new EventEmitter();
    const { port } = await talk((socket) => {
      socket.on('message', async () => {
        const { signal } = current();
        steps.emit('started');
        await once(signal, 'abort');
        steps.emit('aborted', signal.reason, request.id);
      });
    });
    const client = await opened(port, 'a1');
    const started = once(steps, 'started');
    client.send('x');
    await started;
    const aborted = once(steps, 'aborted');
    client.close(1001);
    const [reason, id] = await aborted;
    expect(reason).toMatchObject({
      name: 'AbortError',
      message: 'The WebSocket was closed (1001)',
    });
    expect(id).toBe('a1/1');
  });

  test('is cancelled at its own deadline, and the connection is not', async () => {
    const { port } = await talk(
      (socket) => {
        socket.on('message', async () => {
          await once(current().signal, 'abort');
          socket.send(`${current().cancelled} ${String(contextOf(socket)?.cancelled)}`);
        });
      },
      { message: { timeout: 20 } },
    );
    expect(await ask(await opened(port), 'x')).toBe('true false');
  });

  test('has no context if nobody listens', async () => {
    const { port } = await talk((socket) => {
      socket.on('ping', () => {
        socket.on('message', () => socket.send(request.id));
        socket.send('heard');
      });
    });
    const client = await opened(port, 'a1');
    client.send('x');
    const heard = once(client, 'message');
    client.ping();
    await heard;
    expect(await ask(client, 'x')).toBe('a1/1');
  });
});

test('a background task of a message outlives it, and is not cancelled with the connection', async () => {
  const steps = new EventEmitter();
  const { port } = await talk((socket) => {
    socket.on('message', async () => {
      void wrapAsync(async () => {
        const context = current();
        await once(steps, 'go on');
        steps.emit('task', request.id, context.ident, context.cancelled);
      });
    });
    socket.on('close', () => steps.emit('go on'));
  });
  const client = await opened(port, 'a1');
  const task = once(steps, 'task');
  client.send('x');
  await turn();
  client.close();
  expect(await task).toEqual(['a1/1', 'a1/2', false]);
});
