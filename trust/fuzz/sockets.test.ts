import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { contextMiddleware as forExpress } from '@aiolocals/express';
import { contextPlugin } from '@aiolocals/fastify';
import { contextMiddleware as forKoa } from '@aiolocals/koa';
import express from 'express';
import fastify from 'fastify';
import fc from 'fast-check';
import Koa from 'koa';
import { expect, onTestFinished, test } from 'vitest';
import { runsOf } from '../../fuzz-runs.js';

const HONOURED = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
const PATH = /^[\x21-\x22\x24-\x3e\x40-\x7e]{1,1024}$/;

/** What each handler answers: what it sees. */
const answer = (): string => JSON.stringify({ id: request.id, path: request.path });

const frameworks: Readonly<Record<string, () => Promise<Server>>> = {
  'bare http': async () => {
    const server = createServer((_req, res) => res.end(answer()));
    bindServer(server);
    return await Promise.resolve(server);
  },
  Express: async () => {
    const app = express();
    app.disable('x-powered-by');
    app.use(forExpress());
    app.use((_req, res) => void res.send(answer()));
    return await Promise.resolve(createServer(app));
  },
  Koa: async () => {
    const app = new Koa();
    app.use(forKoa());
    app.use((ctx) => {
      ctx.body = answer();
    });
    return await Promise.resolve(createServer(app.callback()));
  },
  Fastify: async () => {
    const app = fastify();
    await app.register(contextPlugin);
    app.setNotFoundHandler(async (_request, reply) => await reply.send(answer()));
    await app.ready();
    return app.server;
  },
};

/** Bytes that Node's parser lets through in a header. */
const headerBytes = fc
  .uint8Array({ maxLength: 200 })
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte === 9 || (byte > 31 && byte !== 127))));
const id = fc.oneof(
  headerBytes,
  fc.stringMatching(/^[A-Za-z0-9._:+/=@-]{1,140}$/).map((text) => Buffer.from(text)),
  fc
    .constantFrom(
      'forged] error - forged; [/y#z',
      '{"id":"forged"}',
      '%0d%0aSet-Cookie: a=b',
      '\u202eforged',
      '__proto__',
      '',
      ' , ',
      'a, b',
      'x'.repeat(129),
    )
    .map((text) => Buffer.from(text)),
);
const idName = fc.constantFrom('X-Request-ID', 'x-request-id', 'X-REQUEST-ID', 'X-Request-Id');
const otherHeader = fc.constantFrom(
  'X-Other',
  'X-Request-ID-2',
  'Cookie',
  'Traceparent',
  '__proto__',
);
/** What may stand between the method and the version: anything visible, and bytes above. */
const target = fc.oneof(
  fc.webPath().map((path) => Buffer.from(path || '/')),
  fc
    .uint8Array({ maxLength: 300 })
    .map((bytes) => Buffer.from([47, ...bytes.filter((byte) => byte > 32 && byte !== 127)])),
  fc
    .constantFrom(
      '/%0d%0aforged',
      '/a%20b/%ff%fe',
      '//evil.example/x',
      'http://user:secret@host/path?query#fragment',
      '/..%2f..%2fetc',
      '*',
      '/a?secret=1#x',
      '/a#x?secret=1',
      `/${'long/'.repeat(400)}`,
      '/__proto__/constructor',
    )
    .map((path) => Buffer.from(path)),
);
const one = fc.record({
  // Node answers OPTIONS * by itself in some frameworks.
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  target,
  ids: fc.array(fc.tuple(idName, id), { maxLength: 2 }),
  others: fc.array(fc.tuple(otherHeader, headerBytes), { maxLength: 3 }),
});
type Sent = typeof one extends fc.Arbitrary<infer Value> ? Value : never;

function bytesOf({ method, target: path, ids, others }: Sent, isLast: boolean): Buffer {
  const parts: (string | Buffer)[] = [`${method} `, path, ' HTTP/1.1\r\nHost: x\r\n'];
  for (const [name, value] of [...ids, ...others]) parts.push(`${name}: `, value, '\r\n');
  parts.push(method === 'GET' ? '' : 'Content-Length: 0\r\n');
  parts.push(isLast ? 'Connection: close\r\n\r\n' : '\r\n');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

interface Answer {
  readonly status: number;
  readonly echoed: readonly string[];
  readonly names: readonly string[];
  readonly body: string;
}

/** Sends them on one connection, all at once, and resolves to the answers. */
async function ask(port: number, requests: readonly Sent[]): Promise<Answer[]> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    Buffer.concat(requests.map((each, at) => bytesOf(each, at === requests.length - 1))),
  );
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => {
    text += String(data);
  });
  socket.on('error', () => {});
  await once(socket, 'close');
  return text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((part) => part !== '')
    .map((part) => {
      const [head = '', body = ''] = part.split('\r\n\r\n');
      const lines = head.split('\r\n').slice(1);
      return {
        status: Number(part.slice(9, 12)),
        echoed: lines.filter((line) => /^x-request-id:/i.test(line)).map((line) => line.slice(14)),
        names: lines.map((line) => line.split(':')[0]?.toLowerCase() ?? ''),
        body: /\{.*\}/s.exec(body)?.[0] ?? '',
      };
    });
}

/** The headers that a framework may set. */
const KNOWN = new Set(
  'x-request-id content-type content-length etag date connection keep-alive transfer-encoding vary'.split(
    ' ',
  ),
);

function check({ ids }: Sent, { status, echoed, names, body }: Answer): void {
  // Node's own refusal: no handler ran.
  if (status === 400 || status === 431) return;
  expect(status).toBe(200);
  const seen = JSON.parse(body) as { id: string; path: string };
  expect(seen.id).toMatch(HONOURED);
  expect(echoed).toEqual([seen.id]);
  expect(seen.path).toMatch(PATH);
  expect(seen.path).not.toContain('secret');
  expect(names.filter((name) => !KNOWN.has(name))).toEqual([]);
  const given = ids.map(([, value]) => value.toString('latin1').trim());
  const [only = ''] = given;
  if (given.length === 1 && HONOURED.test(only)) expect(seen.id).toBe(only);
  else if (given.length === 0) expect(seen.id).toMatch(/^REQ[0-9a-f]{20}$/);
}

test.for(Object.keys(frameworks))(
  'hostile headers and paths through raw sockets forge nothing, and meet no other request: %s',
  async (name) => {
    const server = await (frameworks[name] as () => Promise<Server>)();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 6 }), async (requests) => {
        const answers = await ask(port, requests);
        // Where Node refuses one, it answers no more on that connection. A framework may refuse a path on its own.
        answers.forEach((each, index) => {
          if (name === 'Fastify' && each.status === 400) return;
          check(requests[index] as Sent, each);
        });
        answered += answers.filter(({ status }) => status === 200).length;
      }),
      { numRuns: runsOf(400) },
    );
    expect(answered).toBeGreaterThan(runsOf(400) / 4);
  },
);
