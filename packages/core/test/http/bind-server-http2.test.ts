import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { request as askSecurely } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer, contextOf, type RequestSummary } from '@aiolocals/core/http';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { warnings } from './support/warnings.js';

const currentId = (): string | undefined => Local.peek(request)?.id;

async function connectTo(server: Http2Server, options?: object): Promise<ClientHttp2Session> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const session = connect(
    `${options === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    options,
  );
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  return session;
}

async function ask(session: ClientHttp2Session, id: string, headers = {}): Promise<string> {
  const stream = session.request({ ':path': '/x?y', 'x-request-id': id, ...headers });
  const [head] = (await once(stream, 'response')) as [Record<string, string>];
  return `${head[':status']} ${head['x-request-id']} ${await text(stream)}`;
}

const ids = Array.from({ length: 50 }, (_, index) => `a${index}`);

test('a request of the compatibility API is opened, and so is its raw stream', async () => {
  const seen: unknown[] = [];
  const server = createServer((req, res) => {
    const id = req.headers['x-request-id'];
    req.stream.on('close', () => seen.push(id === currentId()));
    req.socket.on('close', () => seen.push(id === currentId()));
    const callback = (_error: Error | null, pushed: ServerHttp2Stream): void => {
      seen.push(id === currentId());
      pushed.on('close', () => seen.push(id === currentId()));
      pushed.respond({ ':status': 204 }, { endStream: true });
      res.write('.', () => {
        Context.exit(() =>
          req.stream.write('.', () => {
            seen.push(id === currentId());
            res.end(currentId() ?? '');
          }),
        );
      });
    };
    Context.exit(() => req.stream.pushStream({ ':path': '/pushed' }, callback));
  });
  bindServer(server);
  const session = await connectTo(server);
  session.on('stream', (pushed) => void pushed.resume());
  const answers = await Promise.all(ids.map(async (id) => await ask(session, id)));
  expect(answers).toEqual(ids.map((id) => `200 ${id} ..${id}`));
  await expect.poll(() => seen.length).toBe(5 * ids.length);
  expect(seen).not.toContain(false);
});

test('a stream of the stream API is opened, with the id in its response', async () => {
  const summaries: RequestSummary[] = [];
  const seen: unknown[] = [];
  const server = createServer();
  bindServer(server, {
    onClose: (summary) => void summaries.push(summary),
    trust: ({ url, headers, method }) =>
      `${method} ${url} ${String(headers['x-request-id'])}` === 'GET /x?y a1',
  });
  bindServer(server, { setup: () => void seen.push(currentId()) });
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const id = contextOf(stream)?.ident;
    seen.push(headers[':path'], id === currentId());
    stream.on('close', () => seen.push(id === currentId()));
    stream.respond({ ':status': 201, 'X-Other': 'x' });
    stream.write('12', () => stream.end('3', () => seen.push(id === currentId())));
  });
  const session = await connectTo(server);
  expect(await ask(session, 'a1')).toBe('201 a1 123');
  await expect.poll(() => seen.length).toBe(5);
  expect(seen).toEqual(['a1', '/x?y', true, true, true]);
  expect(summaries).toMatchObject([
    { method: 'GET', path: '/x', status: 201, bytes: 3, aborted: false },
  ]);
});

test('every way to respond on a stream carries the id once, and changes no headers of the caller', async () => {
  const file = fileURLToPath(import.meta.url);
  const headers = Object.freeze({ ':status': 200, 'content-type': 'text/plain' });
  const ways: ((stream: ServerHttp2Stream) => void)[] = [
    (stream) => stream.respond(headers, { endStream: true }),
    (stream) => stream.respond(undefined, { endStream: true }),
    (stream) => stream.respondWithFile(file, headers),
    (stream) => stream.respondWithFile(file),
    (stream) => stream.respond({ 'X-Request-ID': 'own' }, { endStream: true }),
  ];
  // Earlier versions of Node take no flat list, and throw.
  for (const flat of [
    [':status', '200'],
    [':status', '200', 'X-Request-ID', 'own'],
  ])
    ways.push((stream) => {
      try {
        stream.respond(flat as never, { endStream: true });
      } catch {
        stream.respond({ ':status': 400 }, { endStream: true });
      }
    });
  const server = createServer();
  server.on('stream', (stream: ServerHttp2Stream) => ways.shift()?.(stream));
  bindServer(server);
  const session = await connectTo(server);
  const found: string[] = [];
  for (const id of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'])
    found.push((await ask(session, id)).slice(0, 7).trim());
  expect(found.slice(0, 5)).toEqual(['200 a1', '200 a2', '200 a3', '200 a4', '200 own']);
  expect(['400 a6,400 a7', '200 a6,200 own']).toContain(found.slice(5).join());
});

test('a stream and its request are one, if there are listeners for both', async () => {
  const seen: unknown[] = [];
  const sizes: number[] = [];
  const server = createServer((req, res) => {
    seen.push(currentId(), contextOf(req) === Context.current());
    res.end('12345', () => seen.push(currentId()));
  });
  server.on('stream', (stream: ServerHttp2Stream) =>
    seen.push(contextOf(stream) === Context.current()),
  );
  bindServer(server, { onClose: ({ bytes }) => sizes.push(bytes), echo: false });
  expect(await ask(await connectTo(server), 'a1')).toBe('200 undefined 12345');
  await expect.poll(() => sizes).toEqual([5]);
  expect(seen).toEqual(['a1', true, true, 'a1']);
});

test.for(['the stream API', 'the compatibility API'])(
  'a response that ends before its request leaves the context open until the stream closes, in %s',
  async (api) => {
    const seen: unknown[] = [];
    const server = createServer();
    const hear = (stream: ServerHttp2Stream): void => {
      const context = Context.current();
      const note = (event: string) => (): void =>
        void seen.push([event, currentId(), context?.closed]);
      stream.on('data', note('data')).on('end', note('end'));
      context?.onClose(() => seen.push(['closed', currentId(), context.cancelled]));
    };
    if (api === 'the stream API')
      server.on('stream', (stream) => {
        hear(stream);
        stream.respond();
        stream.end('early');
      });
    else
      server.on('request', (req, res) => {
        hear(req.stream);
        res.end('early');
      });
    bindServer(server);
    const session = await connectTo(server);
    const stream = session.request({ ':method': 'POST', 'x-request-id': 'a1' });
    expect(await text(stream)).toBe('early');
    stream.end('late');
    await once(stream, 'close');
    await expect.poll(() => seen.length).toBe(3);
    expect(seen).toEqual([
      ['data', 'a1', false],
      ['end', 'a1', false],
      ['closed', 'a1', false],
    ]);
  },
);

test('a stream whose `setup` fails is answered with 500', async () => {
  const messages = warnings();
  const server = createServer().on('stream', () => expect.unreachable());
  let isLater = false;
  bindServer(server, {
    setup: () => {
      if (isLater) return Promise.reject(new Error('later'));
      isLater = true;
      throw new Error('at once');
    },
  });
  const session = await connectTo(server);
  expect(await ask(session, 'a1')).toBe('500 a1 Internal Server Error');
  expect(await ask(session, 'a2')).toBe('500 a2 Internal Server Error');
  expect(messages.filter((message) => message.includes('at once'))).toHaveLength(1);
});

test('CONNECT over HTTP/2 has a response, and 405 without a listener', async () => {
  const server = createServer((_req, res) => void res.end());
  bindServer(server);
  const session = await connectTo(server);
  const connecting = (id: string): Promise<string> => {
    const stream = session.request({
      ':method': 'CONNECT',
      ':authority': 'x:1',
      'x-request-id': id,
    });
    return once(stream, 'response').then(async ([head]) => {
      stream.end();
      return `${(head as Record<string, string>)[':status']} ${await text(stream)}`;
    });
  };
  expect(await connecting('a1')).toBe('405 ');
  server.on('connect', (_req, res) => void res.end(currentId()));
  expect(await connecting('a2')).toBe('200 a2');
});

test('a secure server serves HTTP/1 and HTTP/2', async () => {
  const { private: key, cert } = await generate();
  const seen: unknown[] = [];
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (req, res) => {
    req.socket.once('close', () => seen.push(currentId()));
    (res as { end(text: string): void }).end(`${req.httpVersion} ${currentId()}`);
  });
  server.on('session', () => seen.push(Context.current()));
  new Context().run(() => bindServer(server));
  const session = await connectTo(server, { rejectUnauthorized: false });
  expect(await ask(session, 'a1')).toBe('200 a1 2.0 a1');
  const { port } = server.address() as AddressInfo;
  const headers = { 'X-Request-ID': 'a2', Connection: 'close' };
  const outgoing = askSecurely({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    headers,
  }).end();
  const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  expect(await text(incoming)).toBe('1.1 a2');
  await expect.poll(() => seen.length).toBe(3);
  expect(seen).toEqual([undefined, 'a1', 'a2']);
});
