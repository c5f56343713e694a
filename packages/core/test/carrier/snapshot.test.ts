import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import { contextFrom, type Snapshot, takeSnapshot } from '@aiolocals/core/carrier';
import { flat } from './flat.js';

interface Cart {
  items: string[];
  coupon: string | undefined;
}

let keys = 0;
/** A key that no other test uses. */
const freshKey = (): string => `test.snapshot.${++keys}`;
const inContext = <Result>(fn: (context: Context) => Result): Result => {
  const context = new Context({ parent: null });
  return context.run(fn, context);
};
const snapshotOf = (fn: () => void): Snapshot =>
  inContext((context) => {
    fn();
    return structuredClone(takeSnapshot(context));
  });

describe('a snapshot', () => {
  test('holds what was assigned, by key and attribute', () => {
    const key = freshKey();
    const cart = Local.for<Cart>(key, { items: () => [], coupon: undefined });
    const snapshot = snapshotOf(() => {
      request.id = 'a1';
      request.path = '/spam';
      cart.items = ['ham'];
      cart.coupon = 'half';
    });
    expect(snapshot).toEqual(
      flat(
        ['aiolocals.request', 'id', 'a1', 'path', '/spam'],
        [key, 'items', ['ham'], 'coupon', 'half'],
      ),
    );
  });

  test('leaves out defaults, and what a factory has yet to make', () => {
    const key = freshKey();
    let made = 0;
    const local = Local.for<{ plain: number; own: object; read: object; inherited: object }>(key, {
      plain: 1,
      own: () => ({ made: ++made }),
      read: () => ({ made: ++made }),
      inherited: () => ({ made: ++made }),
    });
    expect(inContext((context) => takeSnapshot(context))).toEqual([]);
    expect(snapshotOf(() => (local.plain = 1))).toEqual([]);
    const snapshot = inContext(() => {
      void local.read;
      return new Context({ locals: [local] }).run(() =>
        new Context().run(() => takeSnapshot(Context.current() as Context)),
      );
    });
    expect(snapshot).toEqual([]);
    expect(made).toBe(1);
    expect(snapshotOf(() => void local.read)).toEqual([key, 2, 'read', { made: 2 }]);
    const fresh = inContext(() =>
      new Context({ locals: [local] }).run(() => {
        void local.read;
        return takeSnapshot(Context.current() as Context);
      }),
    );
    expect(fresh).toEqual([key, 2, 'read', { made: 3 }]);
  });

  test('tells a value from a default as `Object.is` does', () => {
    const key = freshKey();
    const local = Local.for(key, { zero: 0, none: Number.NaN, text: '' });
    const snapshot = snapshotOf(() =>
      Object.assign(local, { zero: -0, none: Number.NaN, text: '' }),
    );
    expect(snapshot).toEqual([key, 2, 'zero', -0]);
  });

  test('holds what was assigned, however many attributes there are', () => {
    const key = freshKey();
    const names = Array.from({ length: 1500 }, (_, number) => `n${number}`);
    const local = Local.for<Record<string, number>>(
      key,
      Object.fromEntries(names.map((name) => [name, 0])),
    );
    const assigned = names.filter((_name, number) => number % 7 === 0);
    const snapshot = snapshotOf(() => {
      for (const name of assigned) local[name] = 1;
    });
    expect(snapshot).toEqual(flat([key, ...assigned.flatMap((name) => [name, 1])]));
  });

  test('leaves out Locals without a key, and symbols', () => {
    const unkeyed = new Local();
    const key = freshKey();
    const bag = Local.for(key);
    const snapshot = snapshotOf(() => {
      unkeyed['spam'] = 'ham';
      bag['eggs'] = undefined;
      (bag as Record<symbol, unknown>)[Symbol.for('spam')] = 'ham';
    });
    expect(snapshot).toEqual([key, 2, 'eggs', undefined]);
  });

  test('leaves out what a policy keeps home, of a Local of either kind', () => {
    const [all, some, open] = [freshKey(), freshKey(), freshKey()];
    const home = Local.for<{ token: string }>(all, { token: '' }, { travels: false });
    const partly = Local.for<{ user: string; token: string }>(
      some,
      { user: '', token: '' },
      { travels: ['user'] },
    );
    const bag = Local.for(open, undefined, { travels: ['user'] });
    const snapshot = snapshotOf(() => {
      home.token = 'secret';
      Object.assign(partly, { user: 'u1', token: 'secret' });
      Object.assign(bag, { user: 'u1', token: 'secret' });
    });
    expect(snapshot).toEqual([some, 2, 'user', 'u1', open, 2, 'user', 'u1']);
  });

  test('makes a context with that state, and nothing of the current one', () => {
    const bag = Local.for(freshKey());
    const snapshot = snapshotOf(() => {
      request.id = 'a1';
      bag['spam'] = 'ham';
    });
    inContext(() => {
      Object.assign(bag, { spam: 'eggs', other: 1 });
      request.path = '/other';
      const seen = contextFrom(snapshot, { ident: 'REQ1/1', name: 'task' }).run(() => ({
        ...bag,
        ...request,
        ident: Context.current()?.ident,
        name: Context.current()?.name,
      }));
      expect(seen).toEqual({ id: 'a1', path: '', spam: 'ham', ident: 'REQ1/1', name: 'task' });
    });
  });

  test('makes contexts that do not share their writes', () => {
    const bag = Local.for(freshKey());
    const snapshot = snapshotOf(() => (bag['spam'] = 'ham'));
    const [first, second] = [contextFrom(snapshot), contextFrom(snapshot)];
    first.run(() => (bag['spam'] = 'eggs'));
    expect(second.run(() => ({ ...bag }))).toEqual({ spam: 'ham' });
  });

  test('comes out as it went in, whatever the names and values', () => {
    const bag = Local.for(freshKey());
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', 'then', 'toString'),
    );
    const property = fc.property(
      fc.array(fc.tuple(name, fc.jsonValue()), { maxLength: 8 }),
      (entries) => {
        const snapshot = snapshotOf(() => {
          for (const [key, value] of entries) bag[key] = value;
        });
        const seen = contextFrom(snapshot).run(() => Object.entries(bag));
        expect(seen).toEqual([...new Map(entries)]);
      },
    );
    fc.assert(property);
  });

  test.for([
    [null],
    [{}],
    [[{}]],
    [['key']],
    [[1, 0]],
    [['key', '2', 'name', 'value']],
    [['key', -2, 'name', 'value']],
    [['key', 1, 'name']],
    [['key', 2, 'name']],
    [['key', 2, 1, 'value']],
    [['key', 2, 'name', 'value', 'other']],
    [['key', 1e300, 'name', 'value']],
  ])('that is damaged is refused: %j', ([damaged]) => {
    expect(() => contextFrom(damaged as never)).toThrow(
      /^Expected `snapshot` to be what `takeSnapshot` returned, got /,
    );
  });

  test('is refused of what is no Context', () => {
    expect(() => takeSnapshot({} as never)).toThrow(
      'Expected `context` to be a Context, got an object',
    );
  });
});

describe('what nothing here declares', () => {
  const travelled = (snapshot: Snapshot): Snapshot =>
    contextFrom(snapshot).run(() =>
      new Context().run(() => takeSnapshot(Context.current() as Context)),
    );

  test('is kept and handed on: a Local, and an attribute of a Local', () => {
    const key = freshKey();
    const local = Local.for<{ known: number }>(key, { known: 0 });
    const other = [freshKey(), 'spam', 'ham'] as const;
    const snapshot = flat([key, 'known', 1, 'unknown', 2], other);
    expect(travelled(snapshot)).toEqual(flat([key, 'known', 1], [key, 'unknown', 2], other));
    expect(contextFrom(snapshot).run(() => local.known)).toBe(1);
  });

  test(
    'is there for a later declaration, in contexts that exist already',
    { tags: 'outside' },
    () => {
      const key = freshKey();
      const context = contextFrom([key, 4, 'plain', 'sent', 'made', ['sent']]);
      const plainContext = new Context({ parent: null });
      let made = 0;
      const local = Local.for<{ plain: string; made: string[]; other: number; lazy: object }>(key, {
        plain: 'default',
        made: () => ['made here'],
        other: 7,
        lazy: () => ({ made: ++made }),
      });
      expect(plainContext.run(() => [local.plain, local.made, local.other])).toEqual([
        'default',
        ['made here'],
        7,
      ]);
      context.run(() => {
        expect([local.plain, local.made, local.other]).toEqual(['sent', ['sent'], 7]);
        const child = new Context();
        local.plain = 'assigned';
        local.made.push('shared');
        expect([local.plain, local.made]).toEqual(['assigned', ['sent', 'shared']]);
        child.run(() => expect([local.plain, local.made]).toEqual(['sent', ['sent', 'shared']]));
        new Context({ locals: [local] }).run(() => {
          expect([local.plain, local.made]).toEqual(['default', ['made here']]);
          local.made = ['mine'];
          expect(takeSnapshot(Context.current() as Context)).toEqual([key, 2, 'made', ['mine']]);
        });
        new Context({ locals: [local] }).run(() =>
          expect(takeSnapshot(Context.current() as Context)).toEqual([]),
        );
        expect(takeSnapshot(context)).toEqual(
          flat([key, 'plain', 'assigned', 'made', ['sent', 'shared']]),
        );
        expect([local.lazy, local.lazy]).toEqual([{ made: 1 }, { made: 1 }]);
        new Context().run(() =>
          expect(takeSnapshot(Context.current() as Context).slice(-2)).toEqual([
            'lazy',
            { made: 1 },
          ]),
        );
        local.plain = 'default';
        local.made = [];
        local.lazy = {};
        expect(takeSnapshot(context)).toEqual([key, 4, 'made', [], 'lazy', {}]);
      });
      expect(() => local.plain).toThrow(`Cannot get \`plain\` of Local \`${key}\` outside`);
      expect(takeSnapshot(new Context({ parent: null }))).toEqual([]);
    },
  );

  test('is there for an open Local that comes later', () => {
    const key = freshKey();
    const context = contextFrom([key, 4, 'spam', 'ham', 'eggs', 1]);
    const bag = Local.for(key);
    context.run(() => {
      expect({ ...bag }).toEqual({ spam: 'ham', eggs: 1 });
      delete bag['spam'];
      bag['more'] = true;
      expect({ ...bag }).toEqual({ eggs: 1, more: true });
      expect(takeSnapshot(context)).toEqual([key, 4, 'eggs', 1, 'more', true]);
      expect(new Context({ locals: [bag] }).run(() => ({ ...bag }))).toEqual({});
    });
    expect(inContext(() => ({ ...bag }))).toEqual({});
  });

  test('is forgotten where the Local starts with empty state', () => {
    const key = freshKey();
    const local = Local.for<{ known: number }>(key, { known: 0 });
    const other = freshKey();
    const unknown = [other, 2, 'spam', 'ham'];
    const snapshot = contextFrom([key, 4, 'known', 1, 'unknown', 2, ...unknown]).run(() =>
      new Context({ locals: [local] }).run(() => takeSnapshot(Context.current() as Context)),
    );
    expect(snapshot).toEqual(unknown);
  });

  test('stays home if the policy of its Local says so', () => {
    const key = freshKey();
    const context = contextFrom([key, 6, 'user', 'u1', 'token', 'secret', 'unknown', 1]);
    Local.for<{ token: string }>(key, { token: '' }, { travels: ['user'] });
    expect(takeSnapshot(context)).toEqual([key, 2, 'user', 'u1']);
  });
});
