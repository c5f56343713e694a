import { readFileSync } from 'node:fs';
import { mock } from 'node:test';
import { Context, Local, NoContextError } from '@aiolocals/core';
import { inContext } from '@aiolocals/test';
import { expect, test, vi } from 'vitest';

const page = readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8');
const cart = new Local<{ items: string[]; send: (text: string) => void }>({
  items: () => [],
  send: () => () => {},
});

test('an attribute of a declared Local refuses a spy, in words that the page quotes', async () => {
  const words = 'Cannot redefine property: items';
  expect(page).toContain(words);
  await inContext(() => {
    expect(() => vi.spyOn(cart, 'items', 'get')).toThrow(words);
    expect(() => mock.getter(cart, 'items')).toThrow(words);
  });
});

test('another value, and a spy in place of a function, hold in the context alone', async () => {
  const send = vi.fn<(text: string) => void>();
  await inContext({ locals: [[cart, { items: ['ham'], send }]] }, () => {
    cart.send(String(cart.items));
    Local.with(cart, { items: ['eggs'] }, () => cart.send(String(cart.items)));
  });
  expect(send.mock.calls).toEqual([['ham'], ['eggs']]);
  await inContext(() => {
    cart.send('to nobody');
    expect(cart.items).toEqual([]);
  });
  expect(send).toHaveBeenCalledTimes(2);
});

test('an open Local takes a spy in place of a method, which is restored in a context', async () => {
  const bag: Record<string, unknown> = new Local();
  const tools = bag as { send: (text: string) => void };
  const send = () => {};
  await inContext(() => {
    tools.send = send;
    const spy = vi.spyOn(tools, 'send');
    tools.send('ham');
    expect(spy.mock.calls).toEqual([['ham']]);
    Context.exit(() => expect(() => vi.restoreAllMocks()).toThrow(NoContextError));
    vi.restoreAllMocks();
    expect(tools.send).toBe(send);
  });
});
