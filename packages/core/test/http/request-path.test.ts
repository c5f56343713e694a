import { EventEmitter, once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { connect, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Local, request } from '@aiolocals/core';
import { openRequest, requestPolicy, type RequestSummary } from '@aiolocals/core/http';
import { describe, expect, test } from 'vitest';
import { listen, serve } from './support/serve.js';

function pathOf(url: string, more: object = {}): string | undefined {
  const req = Object.assign(new IncomingMessage(new Socket()), { url, ...more });
  return openRequest(req, new ServerResponse(req)).enter(() => Local.peek(request)?.path);
}

test.each([
  ['/', '/'],
  ['/a/b', '/a/b'],
  ['/a?token=secret', '/a'],
  ['/a#fragment', '/a'],
  ['/a?b#c', '/a'],
  ['/a#b?c', '/a'],
  ['?token=secret', '/'],
  ['http://user:secret@host:80/a?b', '/a'],
  ['http://user:secret@host:80/a?b#c', '/a'],
  ['http://user:secret@host:80/a#b?c', '/a'],
  ['http://user:secret@host:80/a#b', '/a'],
  ['/ä#b', '/%C3%A4'],
  ['https://host', '/'],
  ['http://user:secret@host?b', '/'],
  ['*', '*'],
  ['/ä\n', '/%C3%A4%0A'],
  ['', '/'],
])('the path of %j is %j', (url, path) => {
  expect(pathOf(url)).toBe(path);
});

test('the path is that of the original URL where a router took something off', () => {
  expect(pathOf('/b', { originalUrl: '/a/b?c' })).toBe('/a/b');
  expect(pathOf('/b', { originalUrl: undefined })).toBe('/b');
});

test('the path of a message without a URL is /', () => {
  const req = new IncomingMessage(new Socket());
  delete req.url;
  expect(openRequest(req, new ServerResponse(req)).enter(() => request.path)).toBe('/');
});

test('an adapter can say what the URL was', () => {
  const req = Object.assign(new IncomingMessage(new Socket()), { url: '/b' });
  const context = openRequest(req, new ServerResponse(req), undefined, '/a/b?c');
  expect(context.enter(() => request.path)).toBe('/a/b');
});

test('a request in absolute form keeps its secrets out of the path', async () => {
  const { port } = await listen(
    createServer((req, res) => openRequest(req, res).enter(() => res.end(request.path))),
  );
  const socket = connect(port, '127.0.0.1');
  socket.end('GET http://user:secret@x/a?b HTTP/1.1\r\nHost: x\r\n\r\n');
  let answer = '';
  socket.on('data', (data) => (answer += String(data)));
  await once(socket, 'close');
  expect(answer).toMatch(/\/a$/m);
  expect(answer).not.toContain('secret');
});

test('a request over http2 has its path and its id', async () => {
  const server = createHttp2Server((req, res) => {
    openRequest(req, res).enter(() => res.end(`${request.id} ${request.path}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const stream = session.request({ ':path': '/a?b', 'x-request-id': 'a1' }).setEncoding('utf8');
  expect(await stream.toArray()).toEqual(['a1 /a']);
  session.destroy();
  server.close();
});

describe('a long path', () => {
  function cutPath(url: string, maxPathLength?: number): string {
    const req = Object.assign(new IncomingMessage(new Socket()), { url });
    const policy = requestPolicy(maxPathLength === undefined ? {} : { maxPathLength });
    return openRequest(req, new ServerResponse(req), policy).enter(() => request.path);
  }

  test('has 1024 characters and ends in dots, unless told otherwise', () => {
    const longest = `/${'a'.repeat(1023)}`;
    expect(cutPath(longest)).toBe(longest);
    expect(cutPath(`${longest}?b`)).toBe(longest);
    expect(cutPath(`${longest}a`)).toBe(`/${'a'.repeat(1020)}...`);
    expect(cutPath('/0123456789abcde', 16)).toBe('/0123456789abcde');
    expect(cutPath('/0123456789abcdef', 16)).toBe('/0123456789ab...');
    expect(cutPath(`${longest}a`, Infinity)).toBe(`${longest}a`);
  });

  test('is not longer where characters had to be escaped', () => {
    expect(cutPath('/ääää', 32)).toBe('/%C3%A4%C3%A4%C3%A4%C3%A4');
    expect(cutPath('/äääää', 16)).toBe('/%C3%A4%C3%A4...');
    expect(cutPath(`/${'ä'.repeat(16_000)}`)).toHaveLength(1024);
    expect(cutPath(`http://user:secret@host/${'a'.repeat(2000)}`)).toHaveLength(1024);
  });

  test('is as short in the summary of the request', async () => {
    const events = new EventEmitter();
    const closed = once(events, 'close') as Promise<[RequestSummary]>;
    const { url } = await serve((_req, res) => res.end(request.path), {
      onClose: (summary) => events.emit('close', summary),
    });
    const response = await fetch(`${url}/${'a'.repeat(14_000)}`);
    const path = `/${'a'.repeat(1020)}...`;
    expect(await response.text()).toBe(path);
    expect((await closed)[0].path).toBe(path);
  });
});

test.each<[unknown]>([[5], [null], [new URL('http://localhost/x')], [Symbol('x')]])(
  'a request whose `url` is %o has the path `/`',
  (url) => {
    const context = openRequest({ headers: {}, url } as never, {} as never);
    expect(context.enter(() => request.path)).toBe('/');
  },
);
