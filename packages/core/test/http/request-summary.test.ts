import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { Context, request } from '@aiolocals/core';
import {
  openRequest,
  type RequestCloseMessage,
  requestPolicy,
  type RequestSummary,
} from '@aiolocals/core/http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Handler, serve } from './support/serve.js';

const CHANNEL = 'aiolocals:request:close';

/** The summary of the one request that `ask` makes. */
async function summaryOf(
  handler: Handler,
  ask: (url: string, port: number) => unknown,
): Promise<RequestSummary> {
  const events = new EventEmitter();
  const { url, port } = await serve(handler, {
    onClose: (summary) => events.emit('summary', summary),
  });
  const summary = once(events, 'summary') as Promise<[RequestSummary]>;
  await ask(url, port);
  const [made] = await summary;
  return made;
}

describe('the summary of a request', () => {
  test('says what was asked and what was answered', async () => {
    const summary = await summaryOf(
      (_req, res) => {
        res.statusCode = 201;
        res.write('äö', 'utf8');
        res.write(Buffer.from('abc'));
        res.end('00ff', 'hex');
      },
      async (url) => await fetch(`${url}/a?b`, { method: 'POST' }),
    );
    expect(summary).toEqual({
      method: 'POST',
      path: '/a',
      status: 201,
      duration: expect.any(Number),
      bytes: 9,
      aborted: false,
    });
    expect(summary.duration).toBeGreaterThan(0);
  });

  test.each([
    ['HEAD', 200, 0],
    ['GET', 204, 0],
    ['GET', 304, 0],
    ['GET', 200, 4],
  ])('counts what %s with %i sends: %i', async (method, status, bytes) => {
    const summary = await summaryOf(
      (_req, res) => {
        res.statusCode = status;
        res.end('body');
      },
      async (url) => await fetch(url, { method }),
    );
    expect(summary.bytes).toBe(bytes);
  });

  test('counts a body over http2 once', async () => {
    const events = new EventEmitter();
    const policy = requestPolicy({ onClose: ({ bytes }) => events.emit('bytes', bytes) });
    const server = createHttp2Server((req, res) => {
      openRequest(req, res, policy);
      res.write('12');
      res.end('345');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const bytes = once(events, 'bytes');
    session.request({ ':path': '/' }).resume();
    expect(await bytes).toEqual([5]);
    session.destroy();
    server.close();
  });

  test('says that the client went away', async () => {
    const events = new EventEmitter();
    const { aborted, status, bytes } = await summaryOf(
      () => events.emit('waiting'),
      async (_url, port) => {
        const waiting = once(events, 'waiting');
        const socket = connect(port, '127.0.0.1');
        socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
        await waiting;
        socket.destroy();
      },
    );
    expect([aborted, status, bytes]).toEqual([true, 200, 0]);
  });

  test.each([
    ['a b', 'a b'],
    ['ä\\', '\\u00e4\\u005c'],
    ['<'.repeat(500), '<'.repeat(128)],
  ])('has the id that was not honoured, %j, as %j', async (header, rejectedId) => {
    const summary = await summaryOf(
      (_req, res) => res.end(),
      async (url) => await fetch(url, { headers: { 'X-Request-ID': header } }),
    );
    expect(summary.rejectedId).toBe(rejectedId);
  });

  test('is given in the context, after every other listener of its close', async () => {
    const seen: unknown[] = [];
    const events = new EventEmitter();
    const { url } = await serve(
      (_req, res) => {
        res.on('close', () => seen.push('close'));
        Context.current()?.onClose(() => seen.push('context'));
        res.end();
      },
      {
        onClose: () => {
          seen.push(request.id);
          events.emit('done');
        },
      },
    );
    const done = once(events, 'done');
    await fetch(url, { headers: { 'X-Request-ID': 'a1' } });
    await done;
    expect(seen).toEqual(['close', 'context', 'a1']);
  });

  test('is published too, with the context, which is still open', async () => {
    const messages: unknown[] = [];
    const events = new EventEmitter();
    const listener = (message: unknown): void => {
      const { context, summary } = message as RequestCloseMessage;
      messages.push([context.ident, context.closed, summary.path, summary.bytes]);
      events.emit('published');
    };
    subscribe(CHANNEL, listener);
    onTestFinished(() => void unsubscribe(CHANNEL, listener));
    const { url } = await serve((_req, res) => res.end('12'));
    const published = once(events, 'published');
    await fetch(`${url}/a?b`, { headers: { 'X-Request-ID': 'a1' } });
    await published;
    expect(messages).toEqual([['a1', false, '/a', 2]]);
  });
});
