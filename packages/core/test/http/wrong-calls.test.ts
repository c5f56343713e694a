import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { openConnection, openRequest, requestPolicy } from '@aiolocals/core/http';
import { expect, test } from 'vitest';
import { listen } from './support/serve.js';

test('options that are a request are refused with what to write', async () => {
  const { url } = await listen(
    createServer((req, res) => {
      try {
        requestPolicy(req as never);
      } catch (error) {
        res.end(String(error));
      }
    }),
  );
  expect(await (await fetch(url)).text()).toBe(
    'TypeError: Expected `options` to be an object of options, got a request; call `contextMiddleware` where you mount ' +
      'it: `app.use(contextMiddleware())`',
  );
});

test.each<[string, unknown, string]>([
  ['options', { timeout: 5 }, 'an object'],
  ['nothing useful', 'x', "`'x'` (string)"],
])('a policy that is %s is refused with what to write', (_what, policy, got) => {
  const req = new IncomingMessage(new Socket());
  expect(() => openRequest(req, new ServerResponse(req), policy as never)).toThrow(
    new TypeError(
      `Expected \`policy\` to be what \`requestPolicy\` returned, got ${got}; write ` +
        '`openRequest(request, reply, requestPolicy(options))`',
    ),
  );
});

test.each([[undefined], [null], ['/path']])('a request that is %j is refused', (request) => {
  expect(() => openRequest(request as never, undefined as never)).toThrow(
    /^Expected `request` to be a request of node:http, .*; call `openRequest\(req, res\)` for each request$/,
  );
});

test.each<[string, object]>([
  ['of Fastify', { headers: {}, raw: { headers: {} } }],
  ['of hapi', { headers: {}, raw: { req: { headers: {} }, res: {} } }],
  ['in the ctx of Koa', { req: { headers: {} }, res: {} }],
])('a request %s is refused in place of the one that it wraps', (_of, wrapper) => {
  expect(() => openRequest(wrapper as never, {} as never)).toThrow(
    /^Expected `request` to be a request of node:http, .*, got an object; pass Node's own, which it wraps, such as `openRequest\(request\.raw, reply\.raw\)`/,
  );
});

test('what an application calls `raw` or `req` on its request is its own', () => {
  const own = { headers: {}, raw: Buffer.from('body'), req: null };
  expect(openRequest(own as never, {} as never).ident).toMatch(/^REQ/);
});

test('a `Request` is refused with what is there for it', () => {
  const request = new Request('http://localhost/', { headers: { 'X-Request-ID': 'a1' } });
  const refused =
    /^Expected `request` to be a request of node:http, .*, got an object; for a `Request` there is `contextFetch` of @aiolocals\/core\/web$/;
  expect(() => openRequest(request as never, undefined)).toThrow(refused);
  expect(() => openConnection(request as never)).toThrow(refused);
});
