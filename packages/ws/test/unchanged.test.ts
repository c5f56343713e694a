import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import process from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import { bindEmitter, Context } from '@aiolocals/core';
import { bindWebSocketServer } from '@aiolocals/ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { unhandledRejections } from './support/rejections.js';
import { endAfterTest, listen } from './support/serve.js';
import { ask, opened, talk } from './support/talk.js';

type Script = (socket: WebSocket, log: (...values: unknown[]) => void) => void;

/** Runs a script on the first connection of a server, and returns what it has noted when two messages have come. */
async function traceOf(script: Script, isBound: boolean): Promise<unknown[]> {
  const { server: http, port } = await listen(createServer());
  const server = endAfterTest(new WebSocketServer({ server: http }));
  if (isBound) bindWebSocketServer(server);
  const trace: unknown[] = [];
  server.on('connection', (socket) => {
    script(socket, (...values) => trace.push(...values));
    let messages = 0;
    socket.on('message', () => {
      messages += 1;
      if (messages === 2) setImmediate(() => socket.send('done'));
    });
  });
  const client = await opened(port);
  client.send('one');
  expect(await ask(client, 'two')).toBe('done');
  return trace;
}

const scripts: readonly (readonly [string, Script])[] = [
  [
    'the order of listeners',
    (socket, log) => {
      socket.on('message', () => log('first'));
      socket.addEventListener('message', () => log('second'));
      socket.prependListener('message', () => log('before'));
      socket.onmessage = () => log('attribute');
      socket.once('message', () => log('once'));
      socket.prependOnceListener('message', () => log('once before'));
    },
  ],
  [
    'the removal of listeners, also while they are called',
    (socket, log) => {
      const removed = (): void => log('removed');
      const second = (): void => {
        log('second', socket.listenerCount('message'));
        socket.off('message', second);
      };
      const handler = (): void => log('handler');
      socket.on('message', removed).off('message', removed);
      socket.on('message', () => socket.removeListener('message', removed));
      socket.on('message', second);
      socket.on('message', removed);
      socket.addEventListener('message', handler);
      socket.removeEventListener('message', handler);
      socket.once('message', () => socket.removeAllListeners('pong'));
      socket.on('pong', () => log('pong'));
      log(socket.listenerCount('message'), socket.listenerCount('pong'));
      setImmediate(() => log(socket.listeners('message').includes(second)));
    },
  ],
  [
    'handlers that are added twice, replaced, read and removed',
    (socket, log) => {
      const handler = ({
        data,
        type,
        target,
      }: {
        data: unknown;
        type: string;
        target: unknown;
      }): void => log(String(data), type, target === socket);
      socket.addEventListener('message', handler);
      socket.addEventListener('message', handler);
      log(socket.listenerCount('message'), socket.onmessage, socket.onclose);
      socket.onmessage = () => log('replaced');
      const last = function (this: unknown): void {
        log('last', this === socket);
        socket.onmessage = null;
      };
      socket.onmessage = last;
      log(socket.onmessage === last, socket.listenerCount('message'));
      socket.addEventListener('message', () => log('once'), { once: true });
      socket.onmessage = 1 as never;
      log(socket.onmessage);
      socket.onmessage = last;
      socket.removeEventListener('message', handler);
    },
  ],
  [
    'what listeners get, and what `emit` returns',
    (socket, log) => {
      socket.on('message', function (this: unknown, ...args) {
        log(this === socket, args.length, (args[0] as Buffer).toString(), args[1]);
      });
      log(socket.emit('message', Buffer.from('mine'), false), socket.emit('nobody'));
      log(socket.on('ping', () => {}) === socket, Object.keys(socket).includes('emit'));
      log(socket.emit.length, socket.send.length, socket.send.name, socket.ping.length);
    },
  ],
  [
    'errors that listeners throw',
    (socket, log) => {
      socket.on('x', () => {
        throw new TypeError('thrown');
      });
      for (const event of ['x', 'error']) {
        try {
          socket.emit(event, new RangeError('unheard'));
        } catch (error) {
          log(String(error));
        }
      }
      let isFirst = true;
      const failing = (): void => {
        if (!isFirst) return;
        isFirst = false;
        throw new TypeError('thrown');
      };
      socket.on('message', failing);
      socket.on('message', () => log('behind'));
      try {
        socket.emit('message', Buffer.from('mine'), false);
      } catch (error) {
        log(String(error));
      }
    },
  ],
];

describe('the same as without this package is', () => {
  test.each(scripts)('%s', async (_what, script) => {
    const without = await traceOf(script, false);
    expect(await traceOf(script, true)).toEqual(without);
    expect(without.length).toBeGreaterThan(3);
  });

  test('a rejection that nobody handles: reported once, in the context of its message', async () => {
    const seen = unhandledRejections();
    const { port } = await talk((socket) => {
      socket.on('message', async () => {
        await turn();
        throw new Error('failed');
      });
      socket.onmessage = async () => {
        await turn();
        throw new Error('failed too');
      };
      socket.on('message', () => socket.send('done'));
    });
    const client = await opened(port, 'a1');
    await ask(client, 'x');
    await expect.poll(() => seen.length).toBe(2);
    expect(seen).toMatchObject([
      { message: 'failed', id: 'a1/1' },
      { message: 'failed too', id: 'a1/1' },
    ]);
  });

  test('a rejection that is handled elsewhere: not reported, and the message closes behind it', async () => {
    const seen = unhandledRejections();
    const handled: unknown[] = [];
    const contexts: (Context | undefined)[] = [];
    const failing = (message: string): Promise<void> => {
      contexts.push(Context.current());
      const failure = turn().then(() => {
        throw new Error(message);
      });
      failure.catch((error: Error) => handled.push(error.message));
      return failure;
    };
    const { port } = await talk((socket) => {
      socket.on('message', () => failing('on'));
      socket.once('message', () => failing('once'));
      socket.addEventListener('message', () => failing('addEventListener') as never);
      socket.addEventListener('message', { handleEvent: () => failing('handleEvent') });
      socket.onmessage = () => failing('onmessage') as never;
      socket.on('message', () => {
        // The handler may be added later, in the same turn.
        const late = Promise.reject(new Error('late'));
        process.nextTick(() => late.catch(() => handled.push('late')));
        return late;
      });
      socket.on('message', () => socket.send('done'));
    });
    await ask(await opened(port, 'a1'), 'x');
    expect(new Set(handled)).toEqual(
      new Set(['on', 'once', 'addEventListener', 'handleEvent', 'onmessage', 'late']),
    );
    const [context] = contexts;
    expect(new Set(contexts).size).toBe(1);
    if (context?.closed === false) await new Promise((resolve) => context.onClose(resolve));
    expect(context?.closed).toBe(true);
    expect(seen).toEqual([]);
  });

  test('a rejection of a promise that a listener has from elsewhere: reported as that promise', async () => {
    const seen = unhandledRejections();
    const returned: Promise<unknown>[] = [];
    const { port } = await talk((socket) => {
      socket.on('message', () => {
        const failure = turn().then(() => {
          throw new Error('failed');
        });
        returned.push(failure);
        return failure;
      });
      socket.on('message', () => socket.send('done'));
    });
    await ask(await opened(port, 'a1'), 'x');
    await expect.poll(() => seen.length).toBe(1);
    expect(seen).toEqual([{ message: 'failed', id: 'a1/1', promise: returned[0] }]);
    expect(seen[0]?.promise).toBe(returned[0]);
  });

  test('a rejection that the emitter captures', async () => {
    EventEmitter.captureRejections = true;
    onTestFinished(() => {
      EventEmitter.captureRejections = false;
    });
    const { port } = await talk((socket) => {
      socket.on('message', async () => await Promise.reject(new Error('captured')));
      socket.on('error', (error) => socket.send(error.message));
    });
    expect(await ask(await opened(port), 'x')).toBe('captured');
  });

  test('an emitter of one’s own class, and of `bindEmitter`', async () => {
    class Counting extends WebSocket {
      emitted = 0;

      override emit(event: string, ...args: unknown[]): boolean {
        if (event === 'message') this.emitted += 1;
        return super.emit(event, ...(args as []));
      }
    }
    const { port } = await talk(
      (socket) => {
        bindEmitter(socket);
        const context = Context.current();
        socket.on('message', () => {
          const isThere = Context.current() === context;
          socket.send(`${(socket as unknown as Counting).emitted} ${isThere}`);
        });
      },
      undefined,
      { WebSocket: Counting },
    );
    const client = await opened(port);
    expect([await ask(client, 'x'), await ask(client, 'x')]).toEqual(['1 true', '2 true']);
  });

  test('`close` of the server, whose callback runs where it was given', async () => {
    const { server, port } = await talk(() => undefined);
    const client = await opened(port, 'a1');
    const seen: unknown[] = [];
    server.on('close', () => seen.push(Context.current()));
    const closed = new Context({ ident: 'shutdown' }).run(async () => {
      await new Promise<void>((resolve) => {
        server.close(() => {
          seen.push(Context.current()?.ident);
          resolve();
        });
      });
    });
    client.close();
    await closed;
    expect(seen).toEqual([undefined, 'shutdown']);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  });
});

test('handlers that a class of one’s own adds before the connection is bound stay its own', async () => {
  const handler = (): void => {};
  class Prepared extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      this.onmessage = handler;
    }
  }
  const { port } = await talk(
    (socket) => {
      socket.on('ping', () => socket.send(String(socket.onmessage === handler)));
    },
    undefined,
    { WebSocket: Prepared } as never,
  );
  const client = await opened(port);
  client.ping();
  const text = await new Promise((resolve) => client.once('message', resolve));
  expect(String(text)).toBe('true');
});

describe('undoing', () => {
  test('leaves later connections alone, and open ones their contexts', async () => {
    const { server, port, undo } = await talk((socket) => {
      socket.on('message', () => socket.send(String(Context.current()?.ident)));
    });
    const before = await opened(port, 'a1');
    undo();
    undo();
    const after = await opened(port, 'a2');
    expect([await ask(before, 'x'), await ask(after, 'x')]).toEqual(['a1/1', 'undefined']);
    expect(Object.keys(Object.getOwnPropertyDescriptors(server))).not.toContain('handleUpgrade');
    bindWebSocketServer(server);
    expect(await ask(await opened(port, 'a3'), 'x')).toBe('a3/1');
  });

  test('works in any order, also beneath what others have put on the server', async () => {
    const { server, port, undo } = await talk((socket) => {
      socket.on('message', () => socket.send(String(Context.current()?.ident)));
    });
    const undoSecond = bindWebSocketServer(server);
    const { emit } = server;
    server.emit = function (this: WebSocketServer, ...args: Parameters<typeof emit>) {
      return Reflect.apply<WebSocketServer, typeof args, boolean>(emit as never, this, args);
    };
    undo();
    expect(await ask(await opened(port, 'a1'), 'x')).toBe('a1/1');
    undoSecond();
    expect(await ask(await opened(port, 'a1'), 'x')).toBe('undefined');
  });

  test('a server that is bound when connections are open leaves these alone', async () => {
    const { server: http, port } = await listen(createServer());
    const server = endAfterTest(new WebSocketServer({ server: http }));
    server.on('connection', (socket) => {
      socket.on('message', () => socket.send(String(Context.current()?.ident)));
    });
    const before = await opened(port, 'a1');
    bindWebSocketServer(server);
    expect(await ask(before, 'x')).toBe('undefined');
    expect(await ask(await opened(port, 'a2'), 'x')).toBe('a2/1');
  });
});

test('an error that a listener throws is an uncaught exception, as without', async () => {
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  onTestFinished(() => {
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
  const { port } = await talk((socket) => {
    socket.on('message', () => {
      throw new Error('failed');
    });
  });
  const client = await opened(port, 'a1');
  const caught = new Promise((resolve) => {
    process.once('uncaughtException', ({ message }) => resolve(message));
  });
  client.send('x');
  expect(await caught).toBe('failed');
});
