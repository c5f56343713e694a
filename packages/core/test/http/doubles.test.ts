import { EventEmitter, once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import {
  contextOf,
  openRequest,
  requestPolicy,
  type RequestSummary,
  type ServerReply,
  type ServerRequest,
} from '@aiolocals/core/http';
import { describe, expect, test } from 'vitest';
import { listen, serve } from './support/serve.js';

const currentId = (): string | undefined => Local.peek(request)?.id;

/** The connection of a response that an adapter for a function platform makes. It takes no listeners. */
function lookalike(): object {
  const ignore = (): void => {};
  const write = (_data: unknown, encoding: unknown, written = encoding): boolean => {
    if (typeof written === 'function') written();
    return true;
  };
  const methods = { on: ignore, removeListener: ignore, destroy: ignore, cork: ignore };
  return { ...methods, uncork: ignore, write, writable: true, _writableState: {} };
}

/** What tests of applications pass in place of a pair. */
function open(req: object, res?: object): Context {
  return openRequest(req as ServerRequest, res as ServerReply | undefined);
}

describe('a double', () => {
  test('that has nothing but headers and a URL gets a context with its id and its path', () => {
    const context = open({ headers: { 'x-request-id': 'a1' }, url: '/x?secret' }, {});
    expect(context.enter(() => ({ ...request }))).toEqual({ id: 'a1', path: '/x' });
  });

  test('that has nothing at all gets a context, and keeps it', () => {
    const [req, res] = [{}, {}];
    const context = open(req, res);
    expect(context.ident).toMatch(/^REQ/);
    expect([contextOf(req), contextOf(res), open(req, res)]).toEqual([context, context, context]);
  });

  test('gets no method that it had not', () => {
    const res = { end: () => 'ended' };
    open({}, res);
    expect(Object.keys(res)).toEqual(['end']);
    expect(res.end()).toBe('ended');
  });

  test('that has an `emit` alone has it called in the context', () => {
    const seen: unknown[] = [];
    const req = { headers: { 'x-request-id': 'a1' }, emit: () => seen.push(currentId()) };
    open(req, { emit: () => seen.push(currentId()) });
    req.emit();
    expect(seen).toEqual(['a1']);
  });

  test('that is frozen gets a context, and stays as it is', () => {
    const end = (): string => 'ended';
    const [req, res] = [Object.freeze({ url: '/x', emit: end }), Object.freeze({ end })];
    const context = open(req, res);
    expect([contextOf(req), contextOf(res), open(req, res)]).toEqual([context, context, context]);
    expect([req.emit, res.end]).toEqual([end, end]);
  });

  test('of which one half is frozen is found by either', () => {
    const [req, res] = [{}, Object.freeze({})];
    const context = open(req, res);
    expect([contextOf(req), contextOf(res)]).toEqual([context, context]);
  });

  test.each([[undefined], [null]])('that is %s has no context', (message) => {
    expect(contextOf(message)).toBeUndefined();
  });

  test('of a request in front of a real response has the listeners of the response in its context', () => {
    const seen: unknown[] = [];
    const res = new ServerResponse(new IncomingMessage(new Socket()));
    open({ headers: { 'x-request-id': 'a1' } }, res);
    res.on('x', () => seen.push(currentId()));
    res.emit('x');
    expect(seen).toEqual(['a1']);
  });

  test('of a response behind a real request closes the context when it says so', () => {
    const req = new IncomingMessage(new Socket());
    const res = Object.assign(new EventEmitter(), { stream: null });
    const context = open(req, res);
    res.emit('finish');
    res.emit('close');
    expect([context.closed, context.cancelled]).toEqual([true, false]);
  });

  test('of a response that finishes and never closes has a context that closes one tick later', async () => {
    const res = new EventEmitter();
    const context = open(new IncomingMessage(new Socket()), res);
    res.emit('finish');
    expect(context.closed).toBe(false);
    await new Promise((resolve) => context.onClose(() => resolve(undefined)));
    expect(context.cancelled).toBe(false);
  });
});

describe('a response', () => {
  test('on what only looks like a connection closes its context one tick after it has finished', async () => {
    const closed = new EventEmitter();
    const policy = requestPolicy({ onClose: (summary) => void closed.emit('summary', summary) });
    const req = new IncomingMessage(new Socket());
    const res = new ServerResponse(req);
    res.assignSocket(lookalike() as Socket);
    const context = openRequest(req, res, policy);
    const summed = once(closed, 'summary');
    res.end('four');
    expect(context.closed).toBe(false);
    const [summary] = (await summed) as [RequestSummary];
    expect(summary).toMatchObject({ status: 200, bytes: 4, aborted: false });
    expect(context.cancelled).toBe(false);
  });

  test('whose request is removed later still runs in its context, and has a summary', async () => {
    const summaries = new EventEmitter();
    const seen: unknown[] = [];
    const onClose = (summary: RequestSummary): void => void summaries.emit('summary', summary);
    const { url } = await serve(
      (_req, res) => {
        Object.assign(res, { req: null });
        expect(contextOf(res)).toBe(Context.current());
        res.on('finish', () => seen.push(currentId()));
        Context.exit(() => res.end('four'));
      },
      { onClose },
    );
    const summed = once(summaries, 'summary');
    await (await fetch(url, { headers: { 'X-Request-ID': 'a1' } })).text();
    const [summary] = (await summed) as [RequestSummary];
    expect(summary).toMatchObject({ method: 'GET', status: 200, bytes: 4, aborted: false });
    expect(seen).toEqual(['a1']);
  });
});

describe('a request without a response', () => {
  test('has a context that closes with the connection, and is not cancelled by that', async () => {
    const events = new EventEmitter();
    const policy = requestPolicy({ onClose: (summary) => void events.emit('closed', summary) });
    const server = createServer();
    server.on('upgrade', (req, socket) => {
      const context = openRequest(req, undefined, policy);
      req.on('x', () => events.emit('heard', currentId(), context));
      setImmediate(() => req.emit('x'));
      socket.resume().on('end', () => socket.end());
    });
    const { port } = await listen(server);
    const heard = once(events, 'heard');
    const closed = once(events, 'closed');
    const client = connect(port, '127.0.0.1');
    client.write(
      'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\nX-Request-ID: a1\r\n\r\n',
    );
    const [id, context] = (await heard) as [string, Context];
    expect([id, context.closed]).toEqual(['a1', false]);
    client.destroy();
    const [summary] = (await closed) as [RequestSummary];
    expect(summary).toMatchObject({ path: '/ws', status: 101, aborted: false });
    expect(context.cancelled).toBe(false);
  });

  test('and without a connection stays open', () => {
    expect(open({}).closed).toBe(false);
  });
});

test('anything that is no object is refused with a sentence that says what to pass', () => {
  for (const value of [undefined, null, 'GET /']) {
    expect(() => openRequest(value as never, {} as never)).toThrow(
      /^Expected `request` to be a request of node:http.*call `openRequest\(req, res\)` for each request$/,
    );
  }
});
