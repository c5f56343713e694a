import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Context, type ForkOptions, Local, request, wrapAsync } from '@aiolocals/core';

const cart = new Local<{ item: string }>({ item: '' });

/** The order in which contexts close. */
function closings(...contexts: Context[]): string[] {
  const order: string[] = [];
  for (const context of contexts) context.onClose(({ ident }) => order.push(ident));
  return order;
}

describe('fork', () => {
  test('is an open child with the state of its parent, which keeps what it assigns', () => {
    const context = new Context({ ident: 'REQ' });
    context.run(() => {
      cart.item = 'ham';
      const fork = context.fork({ name: 'forked' });
      expect([fork.closed, fork.ident, fork.name, fork.root]).toEqual([
        false,
        'REQ/1',
        'forked',
        context,
      ]);
      fork.enter(() => {
        expect([Context.current(), cart.item]).toEqual([fork, 'ham']);
        cart.item = 'spam';
      });
      expect(fork.closed).toBe(false);
      expect([cart.item, fork.enter(() => cart.item)]).toEqual(['ham', 'spam']);
    });
  });

  test('stays open while its parent does, and closes with it', async () => {
    const context = new Context();
    let fork: Context | undefined;
    await context.run(async () => {
      // As a middleware does: the function returns long before the request ends.
      context.fork({ timeout: 60_000 }).enter(() => {
        fork = Context.current();
      });
      await setTimeout(1);
      expect(fork?.closed).toBe(false);
    });
    expect(fork?.closed).toBe(true);
  });

  test('closes before what it was forked from, the innermost first', () => {
    const context = new Context({ ident: 'outer' });
    const order = context.run(() => {
      const first = context.fork({ ident: 'first' });
      const second = context.fork({ ident: 'second' });
      const inner = first.fork({ ident: 'inner' });
      return closings(context, first, second, inner);
    });
    expect(order).toEqual(['inner', 'second', 'first', 'outer']);
  });

  test('closes with a parent that is closed by a throw, a rejection or the close of its own parent', async () => {
    const forks: Context[] = [];
    const fail = (): never => {
      forks.push((Context.current() as Context).fork());
      throw new Error('failed');
    };
    expect(() => new Context().run(fail)).toThrow('failed');
    await expect(new Context().run(async () => fail())).rejects.toThrow('failed');
    new Context().run(() => {
      forks.push((Context.current() as Context).fork().fork());
    });
    expect(forks.map(({ closed }) => closed)).toEqual([true, true, true]);
  });

  test('closes 20,000 forks that are nested in each other', () => {
    const context = new Context();
    let last = context;
    let closed = 0;
    context.run(() => {
      for (let depth = 0; depth < 20_000; depth += 1) {
        last = last.fork();
        last.onClose(() => {
          closed += 1;
        });
      }
    });
    expect([closed, last.closed]).toEqual([20_000, true]);
  });

  test('is cancelled with its parent, has its own deadline, and cancels nobody', () => {
    const context = new Context();
    context.run(() => {
      const [fork, other] = [context.fork({ timeout: 50 }), context.fork()];
      expect([fork.remaining() <= 50, context.deadline]).toEqual([true, undefined]);
      fork.cancel('fork');
      expect([context.cancelled, other.cancelled]).toEqual([false, false]);
      context.cancel('parent');
      expect(other.signal.reason).toBe('parent');
    });
  });

  test('of a closed context is closed, and can be entered as any', () => {
    const context = new Context();
    context.run(() => {
      request.id = 'a1';
    });
    const fork = context.fork();
    expect([fork.closed, fork.enter(() => request.id)]).toEqual([true, 'a1']);
  });

  test('that is made while its parent closes is closed at once', () => {
    const context = new Context();
    let late: Context | undefined;
    context.run(() => {
      context.fork().onClose(() => {
        late = context.fork();
      });
    });
    expect(late?.closed).toBe(true);
  });

  test('is not run', () => {
    const context = new Context();
    expect(() => context.fork().run(() => {})).toThrow(
      'has been opened already: a context is one unit of work',
    );
  });

  test('lets background tasks that it starts outlive it', async () => {
    const context = new Context();
    let task: Promise<boolean | undefined> | undefined;
    context.run(() => {
      task = context.fork().enter(() =>
        wrapAsync(async () => {
          await setTimeout(1);
          return Context.current()?.cancelled;
        }),
      );
    });
    expect(await task).toBe(false);
  });

  test.for([
    [
      { parent: null },
      'Unknown option `parent` for `context.fork`: the parent of a fork is the context that it is made from',
    ],
    [
      { detached: true },
      'Unknown option `detached` for `context.fork`: a fork closes with its parent; use `new Context({ detached: true })`',
    ],
    [{ timout: 5 }, 'Unknown option `timout` for `context.fork`: did you mean `timeout`?'],
    [{ timeout: 'x' }, 'Expected `timeout` to be a number of milliseconds, 0 or more'],
  ])('refuses the options %o', ([options, message]) => {
    expect(() => new Context().fork(options as ForkOptions)).toThrow(message);
  });
});
