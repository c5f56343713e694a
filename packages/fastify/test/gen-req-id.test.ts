import { createServer, type RequestListener } from 'node:http';
import { Writable } from 'node:stream';
import { request } from '@aiolocals/core';
import { openRequest } from '@aiolocals/core/http';
import { contextPlugin } from '@aiolocals/fastify';
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { ask, fastify, listen, load, type Fastify } from './support.js';

type Line = { readonly reqId?: string; readonly msg: string };

function logged(lines: Line[]): object {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Line);
      done();
    },
  });
  return { stream };
}

const makes: readonly (readonly [string, Fastify, object])[] = [
  ['5', fastify, {}],
  ['4', load('fastify-4'), { requestIdHeader: false }],
];

function answer(app: FastifyInstance): void {
  app.get('/', async (req) => `${req.id} ${request.id}`);
}

describe.each(makes)('with `genReqId`, Fastify %s', (_version, make, options) => {
  test.each([
    ['comes with an id', { 'X-Request-ID': 'a1' }, /^a1 a1$/],
    [
      'comes with one that is not acceptable',
      { 'X-Request-ID': '{"a":1}' },
      /^(REQ[0-9a-f]{20}) \1$/,
    ],
    ['comes without one', { 'X-Request-ID': '' }, /^(REQ[0-9a-f]{20}) \1$/],
  ])('has one id for a request that %s', async (_what, headers, expected) => {
    const lines: Line[] = [];
    const app = make({ ...options, logger: logged(lines) });
    app.register(contextPlugin, { genReqId: true });
    answer(app);
    const body = await ask(await listen(app), headers);
    expect(body).toMatch(expected);
    const ofRequest = lines.filter(({ reqId }) => reqId !== undefined);
    expect(ofRequest.map(({ msg }) => msg)).toEqual(['incoming request', 'request completed']);
    expect(new Set(ofRequest.map(({ reqId }) => reqId))).toEqual(new Set([body.split(' ', 1)[0]]));
  });

  test('asks the options once for each request', async () => {
    const asked: string[] = [];
    const app = make(options);
    app.register(contextPlugin, {
      genReqId: true,
      trust: ({ headers }) => headers['x-trusted'] === 'yes',
      generate: () => {
        asked.push('generate');
        return `mine-${asked.length}`;
      },
    });
    answer(app);
    const url = await listen(app);
    expect(await ask(url)).toBe('mine-1 mine-1');
    expect(await ask(url, { 'X-Trusted': 'yes' })).toBe('a1 a1');
    expect(asked).toHaveLength(1);
  });

  test('has the id of a request that is open already', async () => {
    const app = make({
      ...options,
      serverFactory: (handler: RequestListener) =>
        createServer((req, res) => {
          openRequest(req, res).enter(() => handler(req, res));
        }),
    });
    app.register(contextPlugin, { genReqId: true });
    answer(app);
    expect(await ask(await listen(app))).toBe('a1 a1');
  });
});

test('without `genReqId`, the id of Fastify is as it was', async () => {
  const app = fastify({ genReqId: () => 'theirs' });
  app.register(contextPlugin);
  answer(app);
  expect(await ask(await listen(app))).toBe('theirs a1');
});

test('a scope that registers the plugin with `genReqId` shares the ids of its own requests', async () => {
  const app = fastify();
  app.register(async (scope) => {
    scope.register(contextPlugin, { genReqId: true });
    answer(scope);
  });
  app.get('/out', async (req) => req.id);
  const url = await listen(app);
  expect(await ask(url)).toBe('a1 a1');
  expect(await ask(`${url}/out`)).toMatch(/^req-/);
});
