import type { IncomingMessage } from 'node:http';
import { Context, request } from '@aiolocals/core';
import type { RequestOptions } from '@aiolocals/core/http';
import { expect, test } from 'vitest';
import { serve } from './support/serve.js';
import { warnings } from './support/warnings.js';

/** Returns how many seconds a request of `/30` has left, rounded up. */
async function secondsLeft(options: RequestOptions): Promise<number> {
  const { url } = await serve((_req, res) => {
    res.end(String(Math.ceil((Context.current() as Context).remaining() / 1000)));
  }, options);
  await fetch(`${url}/30`);
  return Number(await (await fetch(`${url}/30`)).text());
}

const asked = (req: IncomingMessage): number => Number(req.url?.slice(1)) * 1000;

test.each<[string, RequestOptions, number]>([
  ['is what the function returns for the request', { timeout: asked }, 30],
  ['is not more than `maxTimeout`', { timeout: asked, maxTimeout: 20_000 }, 20],
  ['is less than `maxTimeout` if the function says so', { timeout: asked, maxTimeout: 60_000 }, 30],
  [
    'is `maxTimeout` if the function says nothing',
    { timeout: () => undefined, maxTimeout: 20_000 },
    20,
  ],
  ['is `maxTimeout` if there is no other', { maxTimeout: 20_000 }, 20],
  ['is the lesser of two numbers', { timeout: 30_000, maxTimeout: 20_000 }, 20],
  ['is none if the function says nothing', { timeout: () => undefined }, Infinity],
  ['is none if the function says Infinity', { timeout: () => Infinity }, Infinity],
])('the deadline %s', async (_what, options, seconds) => {
  const messages = warnings();
  expect(await secondsLeft(options)).toBe(seconds);
  expect(messages).toEqual([]);
});

test.each<[string, string, () => unknown]>([
  [
    'throws',
    'threw Error: as the test wants it',
    () => {
      throw new Error('as the test wants it');
    },
  ],
  ['returns NaN', 'returned `NaN` (number)', () => Number('soon')],
  ['returns less than 0', 'returned `-1` (number)', () => -1],
  ['returns a string', "returned `'5'` (string)", () => '5'],
  ['returns a promise', 'returned a promise', async () => await Promise.reject(new Error('no'))],
])(
  'a function that %s costs no request: `maxTimeout` limits it, with one warning',
  async (_what, did, fn) => {
    const messages = warnings();
    expect(await secondsLeft({ timeout: fn as () => number, maxTimeout: 20_000 })).toBe(20);
    const what = 'a number of milliseconds, 0 or more, or undefined';
    const verb = did.startsWith('threw') ? did : `${did} and not ${what}`;
    expect(messages).toEqual([
      `\`timeout\` ${verb}: only \`maxTimeout\` limits the request. Make it return ${what}, at once, for every request. ` +
        'Reported once',
    ]);
  },
);

test('the function runs in the context of the request, which has its id', async () => {
  const seen: string[] = [];
  const { url } = await serve((_req, res) => res.end(request.id), {
    timeout: () => {
      seen.push(`${request.id} ${request.path}`);
      request.id = 'forged';
      return 1_000;
    },
  });
  const response = await fetch(`${url}/a`, { headers: { 'X-Request-ID': 'a1' } });
  expect(await response.text()).toBe('a1');
  expect(seen).toEqual(['a1 /a']);
});
