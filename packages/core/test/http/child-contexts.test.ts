import { Context, Local, request } from '@aiolocals/core';
import { expect, test } from 'vitest';
import { serve } from './support/serve.js';

const tenant = new Local<{ name: string }>({ name: 'nobody' });
const inChild = (fn: () => void, options: { detached?: boolean } = {}): void =>
  new Context(options).run(() => {
    tenant.name = 'acme';
    fn();
  });
const elsewhere = (fn: () => void): void =>
  new Context({ parent: null }).run(() => {
    request.id = 'another';
    tenant.name = 'theirs';
    fn();
  });

/** What listeners and callbacks of a response see, if `answer` is called in each of several places. */
async function seenIn(answer: (fn: () => void) => void): Promise<unknown[]> {
  const seen: unknown[] = [];
  const note = (): void => void seen.push(`${request.id} ${tenant.name}`);
  const { url } = await serve((_req, res) => {
    res.on('mine', note);
    answer(() => {
      res.emit('mine');
      res.writeHead(200);
      res.write('o', note);
      res.end('k', note);
    });
  });
  expect(await (await fetch(url, { headers: { 'X-Request-ID': 'a1' } })).text()).toBe('ok');
  return seen;
}

test.for([
  ['the child in which it is answered', (fn: () => void) => inChild(fn), 'a1 acme'],
  [
    'the request itself where the child is detached',
    (fn) => inChild(fn, { detached: true }),
    'a1 nobody',
  ],
  ['the request itself where another request answers', elsewhere, 'a1 nobody'],
  [
    'the request itself where it is answered outside any context',
    (fn) => Context.exit(fn),
    'a1 nobody',
  ],
  ['the values of Local.with', (fn) => Local.with(tenant, { name: 'with' }, fn), 'a1 with'],
] as const satisfies (readonly [string, (fn: () => void) => void, string])[])(
  'listeners and callbacks of a response see %s',
  async ([, answer, expected]) => {
    expect(await seenIn(answer)).toEqual([expected, expected, expected]);
  },
);
