import { once } from 'node:events';
import { connect } from 'node:net';
import { Context, request } from '@aiolocals/core';
import { changesOf, recordChanges } from '@aiolocals/core/carrier';
import { contextOf } from '@aiolocals/core/http';
import { describe, expect, test } from 'vitest';
import { flat } from '../carrier/flat.js';
import { serve } from './support/serve.js';
import { warnings } from './support/warnings.js';

const NEW_ID = /^REQ[\da-f]{20}$/;

async function idOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers });
  return await response.text();
}

const answerId = (_req: unknown, res: { end(text: string): void }): void => res.end(request.id);

describe('the id of a request', () => {
  test('is what X-Request-ID says, and the response says it too', async () => {
    const { url } = await serve(answerId);
    const response = await fetch(url, { headers: { 'X-Request-ID': 'a1._:+/=@-Z' } });
    expect(await response.text()).toBe('a1._:+/=@-Z');
    expect(response.headers.get('x-request-id')).toBe('a1._:+/=@-Z');
  });

  test('is made up if the request brings none: another one each time', async () => {
    const { url } = await serve(answerId);
    const ids = await Promise.all(Array.from({ length: 50 }, async () => await idOf(url)));
    for (const id of ids) expect(id).toMatch(NEW_ID);
    expect(new Set(ids).size).toBe(50);
  });

  test.each(['', 'a b', 'x'.repeat(129), '<script>', 'a,b', 'ä', '"', 'a;b'])(
    'is made up if the request brings %j',
    async (header) => {
      const { url } = await serve(answerId);
      expect(await idOf(url, { 'X-Request-ID': header })).toMatch(NEW_ID);
    },
  );

  test('is noted as a change if `generate` has the context recorded', async () => {
    const generate = (): string => {
      recordChanges(Context.current() as Context);
      return 'made';
    };
    const { url } = await serve(
      (_req, res) => res.end(JSON.stringify(changesOf(Context.current() as Context).assigned)),
      { generate },
    );
    expect(JSON.parse(await idOf(url))).toEqual(flat(['aiolocals.request', 'id', 'made']));
  });

  test('is made up if the request brings two', async () => {
    const { port } = await serve(answerId);
    const socket = connect(port, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nHost: x\r\nX-Request-ID: a\r\nX-Request-ID: b\r\n\r\n');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    await once(socket, 'close');
    expect(answer).toMatch(/\r\nX-Request-ID: REQ[\da-f]{20}\r\n/);
  });

  test('is the ident of the context', async () => {
    const { url } = await serve((req, res) => {
      expect(Context.current()).toBe(contextOf(req));
      expect(contextOf(res)).toBe(contextOf(req));
      res.end(Context.current()?.ident);
    });
    expect(await idOf(url, { 'X-Request-ID': 'a1' })).toBe('a1');
  });

  test('comes from the header that the options name', async () => {
    const { url } = await serve(answerId, { header: 'X-Correlation-ID' });
    const response = await fetch(url, {
      headers: { 'X-Correlation-ID': 'right', 'X-Request-ID': 'wrong' },
    });
    expect(await response.text()).toBe('right');
    expect(response.headers.get('x-correlation-id')).toBe('right');
  });

  test('ignores what the request brings if `header` is false', async () => {
    const { url } = await serve(answerId, { header: false });
    const response = await fetch(url, { headers: { 'X-Request-ID': 'a1' } });
    const id = await response.text();
    expect(id).toMatch(NEW_ID);
    expect(response.headers.get('x-request-id')).toBe(id);
  });

  test('is not on the response if `echo` is false', async () => {
    const { url } = await serve(answerId, { echo: false });
    const { headers } = await fetch(url);
    expect(headers.has('x-request-id')).toBe(false);
  });

  test('is on the response in the header that `echo` names', async () => {
    const { url } = await serve(answerId, { echo: 'X-Trace' });
    const { headers } = await fetch(url, { headers: { 'X-Request-ID': 'a1' } });
    expect(headers.get('x-trace')).toBe('a1');
    expect(headers.has('x-request-id')).toBe(false);
  });

  test('is honoured only from those that `trust` trusts', async () => {
    const { url } = await serve(answerId, { trust: (req) => req.headers['x-key'] === 'secret' });
    expect(await idOf(url, { 'X-Request-ID': 'a1' })).toMatch(NEW_ID);
    expect(await idOf(url, { 'X-Request-ID': 'a1', 'X-Key': 'secret' })).toBe('a1');
  });

  test('is what `validate` accepts, of visible ASCII', async () => {
    const { url } = await serve(answerId, { validate: (id) => id.length > 1 });
    expect(await idOf(url, { 'X-Request-ID': '<a>' })).toBe('<a>');
    expect(await idOf(url, { 'X-Request-ID': 'a' })).toMatch(NEW_ID);
    expect(await idOf(url, { 'X-Request-ID': 'a b' })).toMatch(NEW_ID);
    expect(await idOf(url, { 'X-Request-ID': 'x'.repeat(1025) })).toMatch(NEW_ID);
  });

  test('is what `generate` makes if the request brings none', async () => {
    const { url } = await serve(answerId, { generate: (req) => `own-${req.method}` });
    expect(await idOf(url)).toBe('own-GET');
    expect(await idOf(url, { 'X-Request-ID': 'a1' })).toBe('a1');
  });

  test('is chosen in the context of the request', async () => {
    const seen: unknown[] = [];
    const look = (): boolean => seen.push(request.path, request.id) > 0;
    const { url } = await serve(answerId, {
      trust: look,
      validate: look,
      generate: () => String(look()),
    });
    await idOf(`${url}/a?b`, { 'X-Request-ID': 'a1' });
    await idOf(`${url}/c`);
    expect(seen).toEqual(['/a', '', '/a', '', '/c', '']);
  });
});

describe('an option that fails', () => {
  const fail = (): never => {
    throw new Error('as the test wants it');
  };

  const otherwise = 'the id that came with the request is not used. Make it return true or false,';

  test.each([
    ['trust', 'threw Error: as the test wants it', { trust: () => fail() }],
    ['validate', 'threw Error: as the test wants it', { validate: () => fail() }],
    [
      'trust',
      'threw an object',
      {
        trust: () => {
          throw Object.create(null);
        },
      },
    ],
    [
      'trust',
      'returned a promise and not true or false',
      { trust: async () => await Promise.resolve(true) },
    ],
    [
      'validate',
      'returned a promise and not true or false',
      { validate: async () => await Promise.reject(new Error('nobody sees')) },
    ],
    ['trust', 'returned `1` (number) and not true or false', { trust: () => 1 }],
    ['validate', 'returned `undefined` and not true or false', { validate: () => undefined }],
  ])(
    '`%s` that %s costs no request: the inbound id is not used, with one warning',
    async (name, did, options) => {
      const messages = warnings();
      const { url } = await serve(answerId, options as never);
      expect(await idOf(url, { 'X-Request-ID': 'a1' })).toMatch(NEW_ID);
      expect(await idOf(url, { 'X-Request-ID': 'a2' })).toMatch(NEW_ID);
      expect(messages).toEqual([
        `\`${name}\` ${did}: ${otherwise} at once, for every request. Reported once`,
      ]);
    },
  );

  test.each([
    ['nothing', '`undefined`', undefined],
    ['a header injection', "`'a\\u000d\\u000aX: y'` (string)", 'a\r\nX: y'],
    ['an empty string', "`''` (string)", ''],
    ['a promise that rejects', 'a promise', async () => await Promise.reject(new Error('no'))],
  ])('`generate` that returns %s costs no request', async (_what, described, made) => {
    const messages = warnings();
    const { url } = await serve(answerId, {
      generate: () => (typeof made === 'function' ? made() : made) as string,
    });
    expect(await idOf(url)).toMatch(NEW_ID);
    expect(await idOf(url)).toMatch(NEW_ID);
    const what = 'a string of 1 to 1024 visible ASCII characters';
    expect(messages).toEqual([
      `\`generate\` returned ${described} and not ${what}: the request gets an id as if the option had not been ` +
        `given. Make it return ${what}, at once, for every request. Reported once`,
    ]);
  });
});
