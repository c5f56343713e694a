import { Context, Local, openContext, request, wrapAsync, wrapGather } from '@aiolocals/core';
import { inContext, LeakedContextError } from '@aiolocals/test';
import { describe, expect, test, vi } from 'vitest';

const cart = new Local<{ items: string[]; coupon?: string }>({
  items: () => [],
  coupon: undefined,
});
const notes = new Local();
const never = () => new Promise<never>(() => {});

describe('inContext', () => {
  test('runs a body in a context of its own, with what was asked for', async () => {
    const values = { items: ['ham'] };
    const locals = [[cart, values] as const, [notes, { spam: 'eggs' }] as const] as const;
    await inContext({ id: 'a1', path: '/orders', locals }, async () => {
      await Promise.resolve();
      const seen = [request.id, request.path, cart.items, cart.coupon, notes['spam']];
      expect(seen).toEqual(['a1', '/orders', ['ham'], undefined, 'eggs']);
      expect(Context.current()?.ident).toBe('a1');
      expect(Context.current()?.root).toBe(Context.current());
    });
  });

  test('returns what the body returns, and rejects with what it throws', async () => {
    expect(await inContext(() => 7)).toBe(7);
    await expect(inContext(() => Promise.reject(new RangeError('mine')))).rejects.toThrow(
      RangeError,
    );
  });

  test('counts tests that have no id, and ends each before it resolves', async () => {
    const seen = async () => {
      const context = await inContext(() => [request.id, Context.current()] as const);
      return [context[0], context[1]?.closed];
    };
    const [first, firstClosed] = await seen();
    const [second] = await seen();
    expect(firstClosed).toBe(true);
    expect(first).toMatch(/^TEST\d+$/);
    expect(Number(String(second).slice(4))).toBe(Number(String(first).slice(4)) + 1);
  });

  test('knows nothing of the context around it', async () => {
    await new Context().run(async () => {
      request.id = 'outer';
      notes['spam'] = 'outer';
      await inContext({ id: 'inner' }, () => {
        expect([request.id, request.path, notes['spam']]).toEqual(['inner', '', undefined]);
      });
      expect(request.id).toBe('outer');
    });
  });

  test('refuses what is no option, or not what it should be', () => {
    const tries = [{ ident: 'a1' }, { id: '' }, { path: 7 }, { leaks: 'throw' }, { locals: cart }];
    for (const options of [...tries, { locals: [[cart, 7]] }, { locals: [cart] }])
      expect(() => inContext(options as never, () => {})).toThrow(TypeError);
    expect(() => inContext({ lokals: [] } as never, () => {})).toThrow(/`locals`\?/);
    expect(() => inContext({ locals: [[cart, 7]] } as never, () => {})).toThrow(/locals\[0\]/);
    expect(() => inContext({ id: 'a1' }, undefined as never)).toThrow(/`fn`/);
  });

  test('lets a Local refuse an attribute that it does not declare', async () => {
    const options = { locals: [[cart, { cupon: 'x' }]] } as never;
    await expect(inContext(options, () => {})).rejects.toThrow(/`cupon`/);
  });
});

describe('what a test leaves open', () => {
  test('is named: tasks and contexts, with the line that started each', async () => {
    const leak = inContext({ id: 'a1' }, () => {
      void wrapAsync(never, { name: 'send-mail' });
      void wrapGather([never, never]);
      openContext({ name: 'socket' });
      void new Context({ detached: true }).run(never);
    });
    await expect(leak).rejects.toThrow(LeakedContextError);
    const error = (await leak.catch((reason: unknown) => reason)) as LeakedContextError;
    expect(error.code).toBe('ERR_LEAKED_CONTEXT');
    const [first, ...lines] = error.message.split('\n');
    expect(first).toBe('Expected the test `a1` to end what it started, but it left open:');
    expect(
      lines.map((line) => line.replace(/, started at .*in-context\.test\.ts.*$/, '!')),
    ).toEqual([
      '  `a1/1` (send-mail)!',
      '  `a1/2` (never)!',
      '  `a1/3` (never)!',
      '  `a1/4` (socket)!',
      '  `a1/5`!',
      "Await the tasks and close the contexts, or pass `leaks: 'ignore'`",
    ]);
  });

  test('is named as well where no line of its own started it', async () => {
    const leak = inContext(
      () =>
        new Promise<void>((resolve) => {
          setImmediate(openContext);
          setImmediate(resolve);
        }),
    );
    await expect(leak).rejects.toThrow(/started at an unknown place/);
  });

  test('says which of them were cancelled', async () => {
    const leak = inContext(async () => {
      const failing = wrapGather([never, () => Promise.reject(new Error('first'))]);
      await expect(failing).rejects.toThrow('first');
    });
    await expect(leak).rejects.toThrow(/, cancelled, started at/);
  });

  test('is found under fake timers too', async () => {
    vi.useFakeTimers();
    try {
      await expect(inContext(() => void wrapAsync(never))).rejects.toThrow(LeakedContextError);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is nothing if it ends within a turn, or with its context', async () => {
    await inContext(async () => {
      void wrapAsync(async () => 'at once');
      Context.current()?.fork();
      await wrapGather([async () => 1, async () => 2]);
      openContext().close();
    });
  });

  test('is not what other tests have open meanwhile', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const other = inContext(() => wrapAsync(() => held));
    await inContext(() => {});
    release();
    await other;
  });

  test('is not reported if the test itself fails, or on request', async () => {
    const both = inContext(() => {
      void wrapAsync(never);
      throw new Error('itself');
    });
    await expect(both).rejects.toThrow('itself');
    await inContext({ leaks: 'ignore' }, () => void wrapAsync(never));
  });

  test('can be a warning', async () => {
    const warned = new Promise<Error & { code?: string }>((resolve) => {
      process.once('warning', resolve);
    });
    await inContext({ id: 'a1', leaks: 'warn' }, () => void wrapAsync(never, { name: 'mail' }));
    const warning = await warned;
    expect([warning.name, warning.code]).toEqual(['AiolocalsWarning', 'AIOLOCALS_LEAKED_CONTEXT']);
    expect(warning.message).toContain('`a1/1` (mail)');
  });
});
