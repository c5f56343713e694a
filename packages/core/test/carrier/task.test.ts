import { expect, test } from 'vitest';
import { Context } from '@aiolocals/core';
import { nextIdent, watchCancellation } from '@aiolocals/core/carrier';

test('idents of tasks that run elsewhere are numbered with those that run here', () => {
  new Context({ parent: null, ident: 'REQ7f' }).run(() => {
    const context = Context.current() as Context;
    expect([nextIdent(context), new Context().ident, nextIdent(context)]).toEqual([
      'REQ7f/1',
      'REQ7f/2',
      'REQ7f/3',
    ]);
    const child = new Context();
    expect([child.ident, nextIdent(child)]).toEqual(['REQ7f/4', 'REQ7f/5']);
  });
});

test('a watcher gets the reason once when an open context is cancelled', () => {
  const told: unknown[] = [];
  new Context({ parent: null }).run(() => {
    const context = Context.current() as Context;
    watchCancellation(context, (reason) => told.push(reason));
    watchCancellation(context, () => told.push('stopped'))();
    context.cancel('enough');
    context.cancel('twice');
  });
  expect(told).toEqual(['enough']);
});

test('a watcher is called when the deadline of the context passes', async () => {
  await new Context({ parent: null, timeout: 5 }).run(async () => {
    const reason = await new Promise((resolve) => {
      // Deadlines keep no process alive.
      const keepAlive = setInterval(() => {}, 1000);
      watchCancellation(Context.current() as Context, (why) => {
        clearInterval(keepAlive);
        resolve(why);
      });
    });
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });
});

test('a watcher of a context that closes first is not called', () => {
  const told: unknown[] = [];
  const context = new Context({ parent: null });
  context.run(() => watchCancellation(context, (reason) => told.push(reason)));
  watchCancellation(context, (reason) => told.push(reason));
  context.cancel();
  expect(told).toEqual([]);
});

test('both refuse what is no Context, and a listener that is no function', () => {
  const context = new Context({ parent: null });
  expect(() => nextIdent(1 as never)).toThrow('Expected `context` to be a Context, got `1`');
  expect(() => watchCancellation(1 as never, () => {})).toThrow(
    'Expected `context` to be a Context, got `1`',
  );
  expect(() => watchCancellation(context, 1 as never)).toThrow(
    'Expected `listener` to be a function, got `1`',
  );
});

test('a cancellation of a context that has not run reaches its watchers, and the listeners of its signal', () => {
  const context = new Context({ parent: null });
  const heard: unknown[] = [];
  watchCancellation(context, (reason) => heard.push(reason));
  context.signal.addEventListener('abort', () => heard.push('signal'));
  context.cancel('enough');
  expect(heard).toEqual(['enough', 'signal']);
});
