import { expect, test } from 'vitest';
import { Context, request } from '@aiolocals/core';

/** The next uncaught exception, which the test runner does not get to see, and the id that it was reported with. */
function nextUncaught(): Promise<[unknown, string]> {
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  return new Promise((resolve) => {
    process.once('uncaughtException', (error) => {
      const id = Context.current() === undefined ? 'none' : request.id;
      for (const other of others) process.on('uncaughtException', other);
      resolve([error, id]);
    });
  });
}

test('what a listener throws is reported in its context, and stops neither the others nor the result', async () => {
  const failure = new Error('listener');
  const uncaught = nextUncaught();
  const calls: string[] = [];
  const context = new Context();
  context.onClose(() => {
    throw failure;
  });
  context.onClose(() => calls.push('second'));
  const result = context.run(() => {
    request.id = 'a1';
    return 'result';
  });
  expect([result, calls]).toEqual(['result', ['second']]);
  expect(await uncaught).toEqual([failure, 'a1']);
});
