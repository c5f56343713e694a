import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import {
  type AccessLine,
  captureRequest,
  currentHolder,
  GUEST_NAMES,
  HeldLines,
  limitsOf,
  logging,
  makeFields,
  prepareAccessLog,
  putRequest,
  USUAL_NAMES,
} from '@aiolocals/lines/logger';
import { expect, test } from 'vitest';

const LEVELS = { levels: { error: 0, warn: 1, info: 2 } };

test('a line has the id and the path that its request has at the log call', () => {
  const captured = new Context().run(() => {
    request.id = 'REQ7f';
    request.path = '/users';
    return captureRequest(Context.current(), USUAL_NAMES);
  });
  expect(captured).toMatchObject({ requestId: 'REQ7f', requestPath: '/users' });
});

test('a line outside any context has no field of the request, unless it is to be empty', () => {
  const entry: Record<string, unknown> = {};
  putRequest(entry, captureRequest(undefined, GUEST_NAMES));
  expect(entry).toEqual({});
  putRequest(entry, captureRequest(undefined, USUAL_NAMES));
  expect(entry).toEqual({ requestId: '', requestPath: '' });
});

test('the fields hold what a Local holds in the context of the line', () => {
  const user = new Local<{ userId: number }>({ userId: 0 });
  const { fields } = makeFields([user], GUEST_NAMES, new Set());
  const entry = new Context().run(() => {
    user.userId = 7;
    const line: Record<string, unknown> = {};
    for (const field of fields) field(line, Context.current());
    return line;
  });
  expect(entry).toEqual({ userId: 7 });
});

test('lines of two loggers are held apart, and released in their order', () => {
  const limits = limitsOf({ lines: 2 });
  if (limits === undefined) throw new Error('Expected limits');
  const [first, second] = [0, 1].map(() => new HeldLines<string>(limits, currentHolder()));
  new Context().run(() => {
    const context = Context.current() as Context;
    for (const text of ['a', 'b', 'c']) first?.hold(first.holderOf(context), text, 1);
    second?.hold(second.holderOf(context), 'd', 1);
    expect(first?.release(first.holderOf(context))).toEqual(['b', 'c']);
    expect(second?.figures.held).toEqual({ contexts: 1, lines: 1, bytes: 1 });
  });
  first?.stop();
  second?.stop();
});

test('the level of a context is that of what forks from it', () => {
  new Context().run(() => {
    logging.level = 'debug';
    Context.current()
      ?.fork()
      .enter(() => expect(logging.level).toBe('debug'));
  });
});

test('the line of a finished request is written in its context', async () => {
  const written: [AccessLine, string][] = [];
  const stop = prepareAccessLog(LEVELS, true, (line) => written.push([line, request.id]))();
  const server = createServer((_req, res) => res.writeHead(404).end());
  bindServer(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}/nowhere`, { headers: { 'X-Request-ID': 'mine-1' } });
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  stop();
  expect(written).toEqual([
    [
      expect.objectContaining({
        level: 'warn',
        message: expect.stringMatching(/^GET \/nowhere 404 /),
      }),
      'mine-1',
    ],
  ]);
});
