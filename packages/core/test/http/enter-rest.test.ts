import { Context, Local, request } from '@aiolocals/core';
import { enterRest } from '@aiolocals/core/http';
import { expect, test } from 'vitest';

const currentId = (): string | undefined => Local.peek(request)?.id;

function contextWith(id: string): Context {
  const context = new Context({ parent: null });
  context.enter(() => {
    request.id = id;
  });
  return context;
}

test('a context is current for the rest of the callback, and for what that starts', async () => {
  const context = contextWith('a1');
  const outside = currentId();
  const seen: unknown[] = [];
  async function enterAndLook(): Promise<void> {
    seen.push(currentId());
    enterRest(context);
    seen.push(currentId(), Context.current() === context);
    await Promise.resolve();
    seen.push(currentId());
  }
  await Promise.resolve().then(enterAndLook);
  expect(seen).toEqual([outside, 'a1', true, 'a1']);
});

test('it is not for callbacks that were there before, nor for those of what the callback returns', async () => {
  const context = contextWith('a1');
  const outside = currentId();
  const settled = Promise.resolve();
  const entered = settled.then(() => enterRest(context));
  const after = entered.then(currentId);
  const beside = settled.then(currentId);
  expect(await Promise.all([after, beside])).toEqual([outside, outside]);
  expect(currentId()).toBe(outside);
});

test('of two in one callback, the later one counts', async () => {
  const [first, second] = [contextWith('a1'), contextWith('b2')];
  const seen = await Promise.resolve().then(() => {
    enterRest(first);
    const inFirst = currentId();
    enterRest(second);
    return [inFirst, currentId(), first.enter(currentId), currentId()];
  });
  expect(seen).toEqual(['a1', 'b2', 'a1', 'b2']);
});
