import { setImmediate as turn } from 'node:timers/promises';
import { bindIo } from '@aiolocals/ws/socket.io';
import type { Socket } from 'socket.io';
import { describe, expect, test } from 'vitest';
import { ioVersions, type SocketIo } from '../support/io-versions.js';
import { unhandledRejections } from '../support/rejections.js';
import { connectClient, connected, serveIo } from '../support/serve-io.js';

type Log = (...values: unknown[]) => void;
type Script = (socket: Socket, log: Log) => void;

/** Runs a script on the first socket of a server, and returns what it has noted when two events have come. */
async function traceOf(socketIo: SocketIo, script: Script, isBound: boolean): Promise<unknown[]> {
  const { io, port } = await serveIo(socketIo);
  if (isBound) bindIo(io);
  const trace: unknown[] = [];
  io.on('connection', (socket) => {
    script(socket, (...values) => trace.push(...values));
    socket.on('done', (answer: () => void) => setImmediate(answer));
  });
  const client = await connected(connectClient(port, 'a1', { transports: ['websocket'] }));
  client.on('question', (value: number, answer: (value: number) => void) => answer(value + 1));
  client.emit('x', 1, Buffer.from('2'));
  client.emit('x', 3);
  client.emit('nobody', 4);
  await new Promise((resolve) => client.emit('done', resolve));
  return trace;
}

const scripts: readonly (readonly [string, Script])[] = [
  [
    'the order of listeners, and what they get',
    (socket, log) => {
      socket.onAny(function (this: unknown, event, ...args) {
        log('any', this === socket, event, args.length);
      });
      socket.prependAny(() => log('any before'));
      socket.on('x', function (this: unknown, ...args) {
        log('x', this === socket, args.length, String(args[0]));
      });
      socket.prependListener('x', () => log('before'));
      socket.once('x', () => log('once'));
      socket.use(([event, ...args], next) => {
        log('use', event, args.length);
        next();
      });
    },
  ],
  [
    'the removal of listeners, also while they are called',
    (socket, log) => {
      const removed = (): void => log('removed');
      const any = (): void => {
        log('any');
        socket.offAny(any);
      };
      const second = (): void => {
        log('second', socket.listenerCount('x'));
        socket.off('x', second);
      };
      socket.on('x', removed).off('x', removed);
      socket.on('x', () => socket.off('x', removed));
      socket.on('x', second);
      socket.on('x', removed);
      socket.onAny(any);
      log(socket.listenersAny().includes(any), socket.listeners('x').includes(second));
    },
  ],
  [
    'middlewares that refuse, and that go on twice',
    (socket, log) => {
      socket.on('error', (error) => log(error.message));
      socket.on('x', (value) => log(value));
      let count = 0;
      socket.use((_event, next) => {
        count += 1;
        next(count === 1 ? new Error('refused') : undefined);
        if (count === 2) next();
      });
    },
  ],
  [
    'what `emit` returns, acknowledgements and rooms',
    (socket, log) => {
      log(socket.emit('question', 1, (value: number) => log('answer', value)));
      log(socket.emit.length, socket.emit.name, Object.keys(socket).includes('onevent'));
      void socket.join('room');
      log([...socket.rooms].includes('room'), socket.to('room').emit('y'));
      socket.on('x', (value) => log(value));
      log(socket.connected, socket.disconnected);
    },
  ],
];

describe.each(ioVersions)('the same as without this package is, with %s,', (_version, socketIo) => {
  test('all that was undone, if no other server is bound', async () => {
    const { io } = await serveIo(socketIo);
    const { run } = io.sockets as unknown as { run: unknown };
    const undo = bindIo(io);
    expect((io.sockets as unknown as { run: unknown }).run).not.toBe(run);
    undo();
    expect((io.sockets as unknown as { run: unknown }).run).toBe(run);
    expect(Object.hasOwn(io, 'bind')).toBe(false);
  });

  test.each(scripts)('%s', async (_what, script) => {
    const without = await traceOf(socketIo, script, false);
    expect(await traceOf(socketIo, script, true)).toEqual(without);
    expect(without.length).toBeGreaterThan(2);
  });

  test('a rejection that nobody handles: reported once, in the context of its message', async () => {
    const seen = unhandledRejections();
    await traceOf(
      socketIo,
      (socket) => {
        socket.onAny(async (event) => {
          await turn();
          if (event === 'nobody') throw new Error('any failed');
        });
        socket.once('x', async () => {
          await turn();
          throw new Error('failed');
        });
        socket.on('done', async () => await turn());
      },
      true,
    );
    await turn();
    const reported = seen.map(({ message, id }) => `${message} in ${id}`);
    expect(reported.toSorted()).toEqual(['any failed in a1/4', 'failed in a1/2']);
  });

  test('a rejection that is handled elsewhere: not reported', async () => {
    const seen = unhandledRejections();
    const handled: string[] = [];
    const failing = (message: string): Promise<void> => {
      const failure = turn().then(() => {
        throw new Error(message);
      });
      failure.catch((error: Error) => handled.push(error.message));
      return failure;
    };
    await traceOf(
      socketIo,
      (socket) => {
        socket.use((_event, next) => {
          next();
          return failing('middleware');
        });
        socket.onAny(() => failing('any'));
        socket.once('x', () => failing('once'));
        socket.on('done', async () => await turn());
      },
      true,
    );
    await turn();
    expect(new Set(handled)).toEqual(new Set(['middleware', 'any', 'once']));
    expect(seen).toEqual([]);
  });
});
