import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Context, type ContextOptions, ContextUsedError, Local, request } from '@aiolocals/core';

/** Runs `fn` in a new context with empty state. */
const inContext = <Result>(fn: () => Result, options?: ContextOptions): Result =>
  new Context({ parent: null, ...options }).run(fn);

/** A turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Context.current', () => {
  test('is undefined outside any context', { tags: 'outside' }, () => {
    expect(Context.current()).toBeUndefined();
  });

  test('is the context that runs, also after an await', { tags: 'outside' }, async () => {
    const context = new Context();
    await context.run(async () => {
      expect(Context.current()).toBe(context);
      await turn();
      expect(Context.current()).toBe(context);
    });
    expect(Context.current()).toBeUndefined();
  });

  test('is what it was before, after a synchronous throw', { tags: 'outside' }, () => {
    const outer = new Context();
    outer.run(() => {
      expect(() =>
        new Context().run(() => {
          throw new Error('inside');
        }),
      ).toThrow('inside');
      expect(Context.current()).toBe(outer);
    });
    expect(Context.current()).toBeUndefined();
  });
});

describe('run', () => {
  test('passes arguments in and the result out', () => {
    expect(new Context().run((a: number, b: string) => `${a}${b}`, 1, 'x')).toBe('1x');
  });

  test('closes the context when a function returns', () => {
    const context = new Context();
    expect(context.run(() => context.closed)).toBe(false);
    expect(context.closed).toBe(true);
  });

  test.for([new Error('an error'), 'a string', undefined, null, 0])(
    'lets a throw of %o through and closes the context',
    (thrown) => {
      const context = new Context();
      let caught: unknown = 'nothing';
      try {
        context.run(() => {
          throw thrown;
        });
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(thrown);
      expect(context.closed).toBe(true);
    },
  );

  test('closes the context before the promise that it returns resolves', async () => {
    const context = new Context();
    const promise = context.run(async () => {
      await turn();
      return 7;
    });
    expect(context.closed).toBe(false);
    const closed = promise.then(() => context.closed);
    expect(await promise).toBe(7);
    expect(await closed).toBe(true);
  });

  test.for([new Error('an error'), 'a string', undefined])(
    'rejects with the same %o after the context has closed',
    async (reason) => {
      const context = new Context();
      const outcome = await context
        .run(async () => {
          await turn();
          throw reason;
        })
        .then(
          () => 'resolved',
          (error: unknown) => ({ error, closed: context.closed }),
        );
      expect(outcome).toEqual({ error: reason, closed: true });
    },
  );

  test('returns a foreign thenable untouched, without starting it, and closes at once', async () => {
    let executions = 0;
    const query = {
      then(resolve: (value: string) => void) {
        executions += 1;
        resolve('rows');
      },
    };
    const context = new Context();
    const result = context.run(() => query);
    expect(result).toBe(query);
    expect(context.closed).toBe(true);
    expect(executions).toBe(0);
    expect(await result).toBe('rows');
    expect(executions).toBe(1);
  });

  test('returns a promise of a subclass, and one with a `then` of its own, untouched', () => {
    class Query extends Promise<string> {}
    const query = Query.resolve('rows');
    expect(inContext(() => query)).toBe(query);

    const patched = Object.assign(Promise.resolve('rows'), { then: () => 'mine' });
    expect(inContext(() => patched as unknown)).toBe(patched);
  });

  test('returns what only looks like a promise untouched', () => {
    const fake: unknown = Object.create(Promise.prototype);
    expect(inContext(() => fake)).toBe(fake);
  });

  test('returns a promise without the usual prototypes untouched', () => {
    const bare: unknown = Object.setPrototypeOf(Promise.resolve(1), null);
    expect(inContext(() => bare)).toBe(bare);
    const short: unknown = Object.setPrototypeOf(Promise.resolve(1), Object.create(null) as object);
    expect(inContext(() => short)).toBe(short);
  });

  test('refuses to run a second time, and says what to do', async () => {
    const context = new Context({ ident: 'REQ7f' });
    const first = context.run(turn);
    const message =
      /Cannot run context `REQ7f`, which has been opened already.*Make a new Context, or use `enter`/;
    expect(() => context.run(() => 1)).toThrow(message);
    await first;
    expect(() => context.run(() => 1)).toThrow(ContextUsedError);
    expect(() => context.run(() => 1)).toThrow(
      expect.objectContaining({ code: 'ERR_CONTEXT_USED' }),
    );
  });

  test('refuses a promise in place of a function, and can still run', () => {
    const context = new Context();
    expect(() => context.run(Promise.resolve() as never)).toThrow(
      'Expected `fn` to be a function, got a promise; it has already started: pass the function that makes it',
    );
    expect(context.run(() => 'ran')).toBe('ran');
  });
});

describe('enter', () => {
  test('runs code in a context that is new, open or closed, and never closes it', () => {
    const context = new Context();
    expect(context.enter(() => Context.current())).toBe(context);
    expect(context.closed).toBe(false);
    context.run(() => {
      Context.exit(() => expect(context.enter(() => Context.current())).toBe(context));
      expect(context.closed).toBe(false);
    });
    expect(context.enter((value: number) => [Context.current(), value], 5)).toEqual([context, 5]);
  });

  test('lets stragglers of a closed context read and write its state', () => {
    const context = new Context();
    context.run(() => {
      request.id = 'a1';
    });
    context.enter(() => {
      expect(request.id).toBe('a1');
      request.path = '/late';
    });
    expect(context.enter(() => ({ ...request }))).toEqual({ id: 'a1', path: '/late' });
  });

  test('refuses what is not a function', () => {
    expect(() => new Context().enter('x' as never)).toThrow(
      "Expected `fn` to be a function, got `'x'` (string)",
    );
  });
});

describe('exit', () => {
  test('runs a function outside any context, with its arguments, and comes back', async () => {
    const context = new Context();
    await context.run(async () => {
      const inside = Context.exit(async (value: number) => {
        await turn();
        return [Context.current(), value];
      }, 3);
      expect(Context.current()).toBe(context);
      expect(await inside).toEqual([undefined, 3]);
    });
  });

  test('refuses what is not a function', () => {
    expect(() => Context.exit(undefined as never)).toThrow(
      'Expected `fn` to be a function, got `undefined`',
    );
  });
});

describe('bind', () => {
  test('of a context keeps `this`, arguments, name and length', () => {
    const context = new Context();
    const owner = {
      add: context.bind(function add(this: unknown, a: number, b: number) {
        return { self: this, sum: a + b, context: Context.current() };
      }),
    };
    expect(owner.add(1, 2)).toEqual({ self: owner, sum: 3, context });
    expect(owner.add.name).toBe('add');
    expect(owner.add).toHaveLength(2);
  });

  test('refuses what is not a function', () => {
    expect(() => new Context().bind(null as never)).toThrow(
      'Expected `fn` to be a function, got `null`',
    );
  });
});

describe('a child', () => {
  test('starts from the state of its parent, and neither sees what the other writes later', () => {
    inContext(() => {
      request.id = 'parent';
      const child = new Context();
      request.path = '/later';
      child.run(() => {
        expect({ ...request }).toEqual({ id: 'parent', path: '' });
        request.id = 'child';
      });
      expect({ ...request }).toEqual({ id: 'parent', path: '/later' });
    });
  });

  test('starts from the context given as parent, or with empty state', () => {
    const parent = new Context();
    parent.run(() => {
      request.id = 'given';
    });
    inContext(() => {
      request.id = 'current';
      expect(new Context({ parent }).run(() => request.id)).toBe('given');
      expect(new Context({ parent: null }).run(() => request.id)).toBe('');
      expect(new Context({}).run(() => request.id)).toBe('current');
    });
  });

  test('starts the Locals that it manages with empty state, and keeps the others', () => {
    const mine = new Local<{ spam: string; eggs: string[] }>({ spam: 'default', eggs: () => [] });
    const open = new Local<{ ham?: string }>();
    inContext(() => {
      request.id = 'kept';
      request.path = '/kept';
      mine.spam = 'set';
      mine.eggs.push('one');
      open.ham = 'set';
      new Context({ locals: [mine, open] }).run(() => {
        expect({ ...mine }).toEqual({ spam: 'default', eggs: [] });
        expect({ ...open }).toEqual({});
        expect(request.id).toBe('kept');
        mine.eggs.push('two');
      });
      new Context({ locals: [request] }).run(() =>
        expect({ ...request }).toEqual({ id: '', path: '' }),
      );
      expect({ ...mine }).toEqual({ spam: 'set', eggs: ['one'] });
      expect({ ...open }).toEqual({ ham: 'set' });
    });
  });
});

describe('ident', () => {
  test('is as given', () => {
    expect(new Context({ ident: 'REQ7f' }).ident).toBe('REQ7f');
  });

  test('of the tasks of a request is numbered flat, in the order they were made', () => {
    new Context({ ident: 'REQ7f' }).run(() => {
      const first = new Context();
      const second = new Context();
      expect(second.ident).toBe('REQ7f/2');
      expect(first.ident).toBe('REQ7f/1');
      first.run(() => expect(new Context().ident).toBe('REQ7f/3'));
    });
  });

  test('that is given to a child numbers the tasks of the child', () => {
    new Context({ ident: 'REQ7f' }).run(() => {
      const named = new Context({ ident: 'import' });
      expect(named.ident).toBe('import');
      named.run(() => expect(new Context().ident).toBe('import/1'));
      expect(new Context().ident).toBe('REQ7f/2');
    });
  });

  test('is made up, and unique, where none is given', () => {
    const idents = [new Context({ parent: null }), new Context({ parent: null })].map(
      ({ ident }) => ident,
    );
    expect(idents[0]).toMatch(/^CTX\d+$/);
    expect(idents[1]).not.toBe(idents[0]);
    expect(new Set(idents).size).toBe(2);
  });
});

describe('onClose', () => {
  test('calls listeners in the context, in order, once, when it closes', async () => {
    const context = new Context();
    const calls: unknown[] = [];
    context.onClose((closed) => calls.push(['first', closed, closed.closed, Context.current()]));
    context.onClose(() => calls.push('second'));
    await context.run(turn);
    expect(calls).toEqual([['first', context, true, context], 'second']);
  });

  test('calls a listener at once if the context has closed', () => {
    const context = new Context();
    context.run(() => undefined);
    let current: unknown;
    context.onClose(() => {
      current = Context.current();
    });
    expect(current).toBe(context);
  });

  test('refuses what is not a function', () => {
    expect(() => new Context().onClose({} as never)).toThrow(
      'Expected `listener` to be a function, got an object',
    );
  });
});

describe('options', () => {
  const controller = new AbortController();

  test.for<[ContextOptions, string]>([
    [7 as never, 'Expected `options` to be an object, got `7` (number)'],
    [null as never, 'Expected `options` to be an object, got `null`'],
    [
      new Map() as never,
      'Expected `options` to be an object, got a map; `new Context` takes `locals`',
    ],
    [Promise.resolve() as never, 'Expected `options` to be an object, got a promise'],
    [{ locals: request as never }, 'Expected `locals` to be an array of Locals, got an object'],
    [
      { locals: [request, {}] },
      'Expected `locals[1]` to be a Local, got an object; make one with `new Local()`',
    ],
    [{ locals: ['spam' as never] }, "Expected `locals[0]` to be a Local, got `'spam'` (string)"],
    [{ parent: {} as never }, 'Expected `parent` to be a Context or null, got an object'],
    [{ ident: '' }, "Expected `ident` to be a string that is not empty, got `''` (string)"],
    [{ name: 5 as never }, 'Expected `name` to be a string that is not empty, got `5` (number)'],
    [{ signal: controller as never }, 'Expected `signal` to be an AbortSignal, got an object'],
    [{ signal: 'x' as never }, "Expected `signal` to be an AbortSignal, got `'x'` (string)"],
    [{ signal: null as never }, 'Expected `signal` to be an AbortSignal, got `null`'],
    [
      { timeout: -1 },
      'Expected `timeout` to be a number of milliseconds, 0 or more, got `-1` (number)',
    ],
    [
      { timeout: Number.NaN },
      'Expected `timeout` to be a number of milliseconds, 0 or more, got `NaN` (number)',
    ],
    [
      { timeout: '5' as never },
      "Expected `timeout` to be a number of milliseconds, 0 or more, got `'5'` (string)",
    ],
    [{ detached: 'yes' as never }, "Expected `detached` to be a boolean, got `'yes'` (string)"],
    [{ parent: (() => 1) as never }, 'Expected `parent` to be a Context or null, got a function'],
    [
      { locals: Promise.resolve([]) as never },
      'Expected `locals` to be an array of Locals, got a promise',
    ],
    [{ name: [] as never }, 'Expected `name` to be a string that is not empty, got an array'],
  ])('refuses %o', ([options, message]) => {
    expect(() => new Context(options)).toThrow(TypeError);
    expect(() => new Context(options)).toThrow(message);
  });
});

test('shows its ident, name and phase in the console, and nothing of its insides', () => {
  const context = new Context({ ident: 'REQ7f', name: 'send-invoice' });
  expect(inspect(context)).toBe('Context `REQ7f` send-invoice (new)');
  context.run(() => expect(inspect(context)).toBe('Context `REQ7f` send-invoice (open)'));
  expect(inspect(context)).toBe('Context `REQ7f` send-invoice (closed)');
  expect(inspect(new Context({ ident: 'plain' }))).toBe('Context `plain` (new)');
  expect(Object.keys(context)).toEqual([]);
});

test('leaves the AsyncLocalStorage of others as it is', async () => {
  const theirs = new AsyncLocalStorage<string>();
  const bound = theirs.run('at bind', () => new Context().bind(() => theirs.getStore()));
  theirs.run('at call', () => expect(bound()).toBe('at call'));
  await theirs.run('outside', async () => {
    await new Context().run(async () => {
      expect(theirs.getStore()).toBe('outside');
      theirs.enterWith('entered inside');
      await turn();
      expect(theirs.getStore()).toBe('entered inside');
    });
  });
});

test('a signal listener can wait for the close', async () => {
  const context = new Context();
  const aborted = once(context.signal, 'abort');
  context.run(() => context.cancel());
  await aborted;
  expect(context.closed).toBe(true);
});
