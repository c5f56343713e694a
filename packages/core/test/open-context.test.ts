import { EventEmitter, once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import {
  CancelledError,
  Context,
  openContext,
  type Outcome,
  request,
  wrapAsync,
} from '@aiolocals/core';

test('stays open until it is closed by a call, however often it is entered', async () => {
  const { context, close } = openContext({ parent: null, ident: 'SOCK', name: 'socket' });
  expect([context.closed, context.name, context.root]).toEqual([false, 'socket', context]);
  context.enter(() => {
    request.id = 'SOCK';
  });
  await context.enter(async () => {});
  expect([context.closed, context.enter(() => request.id)]).toEqual([false, 'SOCK']);
  close();
  expect([context.closed, context.cancelled]).toEqual([true, false]);
});

test('is a child of the current context, or of what `parent` says, and closes by itself alone', () => {
  const outer = new Context();
  const { context, close } = outer.run(() => openContext());
  expect([outer.closed, context.closed, context.root]).toEqual([true, false, outer]);
  close();
  expect(outer.run).toBeTypeOf('function');
  expect(context.closed).toBe(true);
});

test('closes its forks, and calls its listeners, once', () => {
  const { context, close } = openContext();
  const fork = context.fork();
  let closes = 0;
  context.onClose(() => {
    closes += 1;
  });
  close();
  close({ error: new Error('late') });
  expect([fork.closed, closes, context.cancelled]).toEqual([true, 1, false]);
});

test('cancels what still runs for it if it ends with an error', async () => {
  const { context, close } = openContext();
  const lost = new CancelledError('The connection was lost');
  const work = context.enter(() =>
    wrapAsync(() =>
      once(new EventEmitter(), 'never', {
        signal: (Context.current() as Context).signal,
      }),
    ),
  );
  close({ error: lost });
  await expect(work).rejects.toMatchObject({ cause: lost });
  expect([context.closed, context.signal.reason]).toEqual([true, lost]);
});

test.for([undefined, {}, { error: undefined }, { error: null }])(
  'ends well with the outcome %o',
  (outcome) => {
    const { context, close } = openContext();
    close(outcome);
    expect([context.closed, context.cancelled]).toEqual([true, false]);
  },
);

test('follows the events of a connection: each message runs in it, and its end closes it', async () => {
  const ended: [string, boolean][] = [];
  const seen: string[] = [];
  const server = createServer((socket) => {
    const { context, close } = openContext({ parent: null });
    context.enter(() => {
      request.id = `C${socket.remotePort}`;
    });
    context.onClose(({ cancelled }) => ended.push([request.id, cancelled]));
    socket.on(
      'data',
      context.bind((data: Buffer) => {
        seen.push(`${request.id} ${String(data)}`);
        socket.write('seen');
      }),
    );
    socket.on('error', (error) => close({ error }));
    socket.on('close', () => close());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ports = await Promise.all(
    ['well', 'lost'].map(async (how) => {
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
      await once(client, 'connect');
      const id = `C${client.localPort}`;
      client.write(how);
      await once(client, 'data');
      if (how === 'well') client.end();
      else client.resetAndDestroy();
      await once(client, 'close');
      return id;
    }),
  );
  const closed = once(server, 'close');
  server.close();
  await closed;
  expect(seen.toSorted()).toEqual([`${ports[0]} well`, `${ports[1]} lost`].toSorted());
  expect(Object.fromEntries(ended)).toEqual({
    [ports[0] as string]: false,
    [ports[1] as string]: true,
  });
});

test.for([
  [{ parent: {} }, 'Expected `parent` to be a Context or null'],
  [{ nam: 'x' }, 'Unknown option `nam` for `openContext`: did you mean `name`?'],
])('refuses the options %o', ([options, message]) => {
  expect(() => openContext(options as object)).toThrow(message);
});

test('refuses an outcome that is none, and stays open', () => {
  const { context, close } = openContext();
  expect(() => close({ eror: 1 } as Outcome)).toThrow('Unknown option `eror` for `close`');
  expect(() => close(1006 as Outcome)).toThrow('Expected `outcome` to be an object');
  expect(context.closed).toBe(false);
});
