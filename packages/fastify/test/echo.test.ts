import { Readable } from 'node:stream';
import { bindServer } from '@aiolocals/core/http';
import { contextPlugin } from '@aiolocals/fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { describe, expect, test } from 'vitest';
import { fastify, listen, versions } from './support.js';

type Answer = (reply: FastifyReply) => unknown;

/** Ways to answer, most of which go past what Fastify does with headers. */
const answers: readonly (readonly [what: string, answer: Answer])[] = [
  ['reply.send', (reply) => reply.send({ spam: 'ham' })],
  ['a stream', (reply) => reply.send(Readable.from(['spam']))],
  ['an error', (reply) => reply.send(new Error('failed'))],
  ['no content', (reply) => reply.code(204).send()],
  ['a redirect', (reply) => reply.redirect('/elsewhere')],
  ['reply.callNotFound', (reply) => reply.callNotFound()],
  [
    'reply.removeHeader, as with any header that is not of Fastify',
    (reply) => reply.removeHeader('x-request-id').send('ok'),
  ],
  ['a hijacked reply', (reply) => void reply.hijack().raw.end('ok')],
  ['the raw response', (reply) => void reply.raw.end('ok')],
  ['writeHead without headers', (reply) => void reply.raw.writeHead(200).end('ok')],
  ['writeHead with a message', (reply) => void reply.raw.writeHead(200, 'Fine').end('ok')],
  ['writeHead with headers', (reply) => void reply.raw.writeHead(200, { 'X-A': 'b' }).end('ok')],
  [
    'writeHead with both',
    (reply) => void reply.raw.writeHead(200, 'Fine', { 'X-A': 'b' }).end('ok'),
  ],
  ['writeHead with a list', (reply) => void reply.raw.writeHead(200, ['X-A', 'b']).end('ok')],
  [
    'flushHeaders',
    (reply) => {
      reply.raw.flushHeaders();
      reply.raw.end('ok');
    },
  ],
  [
    'write',
    (reply) => {
      reply.raw.write('o');
      reply.raw.end('k');
    },
  ],
];

async function headersOf(app: FastifyInstance): Promise<Headers> {
  const response = await fetch(await listen(app), {
    headers: { 'X-Request-ID': 'a1' },
    redirect: 'manual',
  });
  await response.text();
  return response.headers;
}

describe.each(versions)('Fastify %s answers with the id', (_version, make) => {
  test.each(answers)('by %s', async (_what, answer) => {
    const app = make();
    app.register(contextPlugin);
    app.get('/', (_request, reply) => void answer(reply));
    expect((await headersOf(app)).get('x-request-id')).toBe('a1');
  });

  test('once, and `reply.getHeader` has it', async () => {
    const app = make();
    app.register(contextPlugin, { echo: 'X-Trace' });
    app.get('/', async (_request, reply) => {
      reply.header('X-Seen', `${String(reply.getHeader('x-trace'))} ${reply.hasHeader('X-Trace')}`);
      return 'ok';
    });
    const headers = await headersOf(app);
    expect([headers.get('x-trace'), headers.get('x-seen'), headers.has('x-request-id')]).toEqual([
      'a1',
      'a1 true',
      false,
    ]);
  });
});

/** An application may send another one. */
const others: readonly (readonly [what: string, answer: Answer])[] = [
  ['reply.header', (reply) => reply.header('X-Request-ID', 'own').send('ok')],
  [
    'setHeader',
    (reply) => {
      reply.hijack();
      reply.raw.setHeader('x-request-id', 'own');
      reply.raw.end('ok');
    },
  ],
  ['writeHead', (reply) => void reply.raw.writeHead(200, { 'X-Request-ID': 'own' }).end('ok')],
  [
    'writeHead with a list',
    (reply) => void reply.raw.writeHead(200, ['X-Request-Id', 'own']).end('ok'),
  ],
];

test.each(others)('what the application sends by %s comes first', async (_what, answer) => {
  const app = fastify();
  app.register(contextPlugin);
  app.get('/', (_request, reply) => void answer(reply));
  expect((await headersOf(app)).get('x-request-id')).toBe('own');
});

test('without `echo`, no head has the id', async () => {
  const app = fastify();
  app.register(contextPlugin, { echo: false });
  app.get('/', (_request, reply) => void reply.raw.writeHead(200).end('ok'));
  expect((await headersOf(app)).has('x-request-id')).toBe(false);
});

test('a request that `bindServer` has opened has the header that it chose', async () => {
  const app = fastify();
  bindServer(app.server, { echo: 'X-Trace' });
  app.register(contextPlugin);
  app.get('/', async () => 'ok');
  const headers = await headersOf(app);
  expect([headers.get('x-trace'), headers.has('x-request-id')]).toEqual(['a1', false]);
});
