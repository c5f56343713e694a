import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import { applyChanges, changesOf, localsLeftBehind, recordChanges } from '@aiolocals/core/carrier';
import { alive, collect } from './support/garbage.js';

type Warning = Error & { code?: string };

/** The warnings of this package that come while `fn` runs. */
async function warningsOf(fn: () => unknown): Promise<Warning[]> {
  const seen: Warning[] = [];
  const listen = (warning: Warning): number => seen.push(warning);
  process.on('warning', listen);
  await fn();
  // A warning is emitted in a later tick.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  return seen.filter(({ name }) => name === 'AiolocalsWarning');
}

describe('a Local without a key', () => {
  test('has the name that it is given, in messages too', { tags: 'outside' }, () => {
    const cart = new Local({ item: '' }, { name: 'cart' });
    const notes = new Local(undefined, { name: 'notes' });
    expect([Local.nameOf(cart), Local.nameOf(notes)]).toEqual(['cart', 'notes']);
    expect(() => cart.item).toThrow('Cannot get `item` of Local `cart` outside');
    expect(() => notes['x']).toThrow('Cannot get `x` of Local `notes` outside');
  });

  test.for([
    [{ nam: 'x' }, 'Unknown option `nam` for `new Local`: did you mean `name`?'],
    [{ key: 'x' }, 'Unknown option `key` for `new Local`: use `Local.for(key)`'],
    [{ name: '' }, 'Expected `name` to be a string that is not empty'],
    [{ travels: true }, 'what is to travel needs a key: `Local.for(key)`'],
    ['cart', 'Expected `options` to be an object'],
  ])('refuses the options %o', ([options, message]) => {
    expect(() => new Local({ a: 1 }, options as object)).toThrow(message);
  });

  test('is listed with what it holds, if it holds anything', () => {
    const cart = new Local<{ items: string[]; coupon: string; note: string }>(
      { items: () => [], coupon: '', note: '' },
      { name: 'cart' },
    );
    const notes = new Local<{ a?: number }>(undefined, { name: 'notes', travels: false });
    const keyed = Local.for<{ x: number }>('test.left-behind', { x: 0 });
    new Context().run(() => {
      const context = Context.current() as Context;
      expect(localsLeftBehind(context)).toEqual([]);
      request.id = 'a1';
      keyed.x = 1;
      cart.coupon = 'TEN';
      cart.items.push('ham');
      notes.a = 1;
      expect(localsLeftBehind(context)).toEqual([
        { name: 'cart', attributes: ['items', 'coupon'], staysHome: false },
        { name: 'notes', attributes: ['a'], staysHome: true },
      ]);
      // What `Local.with` replaced would be left behind as well.
      const inside = Local.with(cart, { note: 'x' }, () => localsLeftBehind(context));
      expect(inside[0]?.attributes).toEqual(['items', 'coupon', 'note']);
      expect(new Context({ parent: null }).run(() => localsLeftBehind(context))).toHaveLength(2);
    });
    expect(() => localsLeftBehind({} as Context)).toThrow('Expected `context` to be a Context');
  });
});

test('warns once of a Local that is made inside a context, and says where', async () => {
  const warnings = await warningsOf(() => {
    new Local();
    new Context().run(() => {
      new Local({ a: 1 });
      new Local();
    });
  });
  expect(warnings).toMatchObject([{ code: 'AIOLOCALS_LOCAL_IN_CONTEXT' }]);
  expect(warnings[0]?.message).toMatch(/many-locals\.test\.ts.*when its module loads/);
});

test('ten thousand Locals work, with one warning, and cost other contexts nothing', async () => {
  const before = new Local<{ a: number }>({ a: 0 });
  const bytesOf = (local: { a: number }): number => {
    const contexts: Context[] = [];
    const write = (): void => {
      for (let index = 0; index < 1_000; index += 1) {
        const context = new Context({ parent: null });
        context.enter(() => {
          local.a = index;
        });
        contexts.push(context);
      }
    };
    write();
    contexts.length = 0;
    globalThis.gc?.();
    const { heapUsed } = process.memoryUsage();
    write();
    globalThis.gc?.();
    return (process.memoryUsage().heapUsed - heapUsed) / contexts.length;
  };
  const alone = bytesOf(before);
  const locals: { a: number; made: number[] }[] = [];
  const open: Record<string, unknown>[] = [];
  const warnings = await warningsOf(() => {
    for (let index = 0; index < 10_000; index += 1) {
      locals.push(new Local({ a: index, made: () => [index] }));
      open.push(new Local());
    }
  });
  expect(warnings).toMatchObject([{ code: 'AIOLOCALS_MANY_LOCALS' }]);
  expect(warnings[0]?.message).toMatch(/^1000 Locals have been made, the last at .*many-locals/);

  const last = locals.at(-1) as { a: number; made: number[] };
  const bag = open.at(-1) as Record<string, unknown>;
  // A collection between the two looks at the heap can make the first figure negative.
  expect(bytesOf(before)).toBeLessThan(Math.max(alone, 0) + 500);
  expect(bytesOf(last)).toBeLessThan(1_500);

  new Context().run(() => {
    // Each context has its own values.
    locals.forEach((local, index) => {
      expect([local.a, local.made]).toEqual([index, [index]]);
      local.a = -index;
    });
    open.forEach((local, index) => Object.assign(local, { index }));
    expect(locals.every(({ a }, index) => a === -index || index === 0)).toBe(true);
    expect(open.every((local, index) => local['index'] === index)).toBe(true);
    const child = new Context();
    child.run(() => {
      last.a = 1;
      bag['only'] = 'child';
      delete bag['index'];
      expect({ ...bag }).toEqual({ only: 'child' });
      new Context({ locals: [last, bag] }).run(() => {
        expect([last.a, last.made, { ...bag }]).toEqual([9_999, [9_999], {}]);
      });
    });
    expect([last.a, { ...bag }]).toEqual([-9_999, { index: 9_999 }]);
    Local.with(last, { a: 2 }, () => {
      Local.with(bag, { more: true }, () => {
        expect([last.a, { ...bag }]).toEqual([2, { index: 9_999, more: true }]);
        last.a = 3;
        last.made = [];
        expect(new Context().run(() => [last.a, { ...bag }])).toEqual([
          3,
          { index: 9_999, more: true },
        ]);
      });
    });
    expect([last.a, last.made]).toEqual([-9_999, []]);
  });
});

test('changes of Locals beyond the first thousand are recorded as those of others', () => {
  const keyed = Local.for<{ a: number; b: number }>('test.many', { a: 0, b: 0 });
  const bag = Local.for<Record<string, unknown>>('test.many.bag');
  const context = new Context();
  context.enter(() => {
    keyed.b = 1;
    bag['gone'] = 1;
  });
  recordChanges(context);
  context.enter(() => {
    keyed.a = 1;
    bag['x'] = 2;
    delete bag['gone'];
    new Context().run(() => {
      keyed.b = 9;
    });
  });
  const changes = changesOf(context);
  expect(changes).toEqual({
    assigned: ['test.many', 2, 'a', 1, 'test.many.bag', 2, 'x', 2],
    deleted: [['test.many.bag', 'gone']],
  });
  const other = new Context();
  applyChanges(other, changes);
  expect(other.enter(() => [keyed.a, keyed.b, { ...bag }])).toEqual([1, 0, { x: 2 }]);
});

test('Locals that are made in a loop are collected, and so are their values', async () => {
  const refs: WeakRef<object>[] = [];
  const context = new Context();
  const make = (): void => {
    for (let index = 0; index < 100; index += 1) {
      const local = new Local<{ big: object }>({ big: () => ({}) });
      refs.push(new WeakRef(local));
      // The value of a factory belongs to the outermost context in which it could be made.
      new Context({ parent: null }).run(() => {
        refs.push(new WeakRef(local.big));
      });
    }
  };
  context.enter(make);
  await collect();
  expect(alive(refs)).toBeLessThan(5);
});
