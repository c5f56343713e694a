import { inspect, types } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Context, Local, NoContextError, request } from '@aiolocals/core';
import { takeSnapshot } from '@aiolocals/core/carrier';

const inContext = <Result>(fn: () => Result): Result => new Context({ parent: null }).run(fn);

/** A key that no other test uses. */
let keys = 0;
const freshKey = (): string => `test.local.${++keys}`;

function thrownBy(fn: () => unknown): unknown {
  try {
    return fn();
  } catch (error) {
    return error;
  }
}

describe('an open Local', () => {
  test('takes arbitrary attributes, and deletes them', () => {
    const bag = new Local();
    inContext(() => {
      bag['spam'] = 'ham';
      bag['eggs'] = 2;
      expect(bag['spam']).toBe('ham');
      expect('eggs' in bag).toBe(true);
      expect([Object.hasOwn(bag, 'eggs'), Object.hasOwn(bag, 'never')]).toEqual([true, false]);
      expect(Object.keys(bag)).toEqual(['spam', 'eggs']);
      expect({ ...bag }).toEqual({ spam: 'ham', eggs: 2 });
      expect(delete bag['spam']).toBe(true);
      expect(delete bag['never']).toBe(true);
      expect('spam' in bag).toBe(false);
      expect(bag['spam']).toBeUndefined();
      expect(JSON.stringify(bag)).toBe('{"eggs":2}');
    });
  });

  test('keeps assignments and deletions in the context that makes them', () => {
    const bag = new Local();
    inContext(() => {
      bag['kept'] = 'parent';
      bag['deleted'] = 'parent';
      new Context().run(() => {
        bag['kept'] = 'child';
        delete bag['deleted'];
        bag['added'] = 'child';
        bag['added twice'] = 'child';
      });
      expect({ ...bag }).toEqual({ kept: 'parent', deleted: 'parent' });
      const child = new Context();
      bag['kept'] = 'parent, later';
      expect(child.run(() => ({ ...bag }))).toEqual({ kept: 'parent', deleted: 'parent' });
    });
  });

  test('can be defined on with values, but not with accessors or constants', () => {
    const bag = new Local();
    inContext(() => {
      Object.defineProperty(bag, 'spam', { value: 'ham' });
      expect(bag['spam']).toBe('ham');
      Object.defineProperty(bag, 'spam', { enumerable: true });
      expect(bag['spam']).toBe('ham');
      Object.defineProperty(bag, 'empty', { enumerable: true });
      expect({ ...bag }).toEqual({ spam: 'ham', empty: undefined });
      const constant = { value: 'eggs', configurable: false };
      expect(() => Object.defineProperty(bag, 'spam', constant)).toThrow(
        /Cannot define a constant `spam` on Local `Local#\d+`: set a value/,
      );
      expect(bag['spam']).toBe('ham');
      const accessor = { get: () => 'ham' };
      expect(() => Object.defineProperty(bag, 'eggs', accessor)).toThrow(
        /Cannot define an accessor `eggs` on Local/,
      );
    });
  });

  test('stays extensible, and a Local', () => {
    const bag = new Local();
    expect(() => Object.preventExtensions(bag)).toThrow(TypeError);
    expect(() => Object.setPrototypeOf(bag, {})).toThrow(TypeError);
    expect(bag).toBeInstanceOf(Local);
  });

  test('holds names that are special elsewhere, and pollutes no prototype', () => {
    const bag = new Local();
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'then',
      'toJSON',
      'hasOwnProperty',
    ];
    inContext(() => {
      for (const name of names) {
        expect(bag[name]).toBeUndefined();
        bag[name] = `own ${name}`;
      }
      for (const name of names) expect(bag[name]).toBe(`own ${name}`);
      expect(Object.keys(bag)).toEqual(names);
      expect(Object.getPrototypeOf(Local.peek(bag))).toBe(Object.prototype);
    });
    expect(({} as Record<string, unknown>)['own']).toBeUndefined();
  });

  test('holds symbols', () => {
    const bag = new Local<Record<symbol, string>>();
    const key = Symbol('key');
    inContext(() => {
      bag[key] = 'value';
      expect(bag[key]).toBe('value');
      expect(Reflect.ownKeys(bag)).toEqual([key]);
    });
  });
});

describe('a declared Local', () => {
  const make = (): { items: string[]; coupon?: string; total: number } =>
    new Local<{ items: string[]; coupon?: string; total: number }>({
      items: () => [],
      coupon: undefined,
      total: 0,
    });

  test('starts with its defaults', () => {
    const cart = make();
    inContext(() => {
      expect({ ...cart }).toEqual({ items: [], coupon: undefined, total: 0 });
      expect(Object.keys(cart)).toEqual(['items', 'coupon', 'total']);
      cart.coupon = 'X';
      delete (cart as { then?: unknown }).then;
      expect(cart.coupon).toBe('X');
      expect(cart.total).toBe(0);
    });
  });

  test('keeps assignments in the context that makes them, `undefined` included', () => {
    const local = new Local<{ name: string | undefined; list: string[] | undefined }>({
      name: 'default',
      list: () => ['default'],
    });
    inContext(() => {
      new Context().run(() => {
        local.name = undefined;
        local.list = undefined;
        expect({ ...local }).toEqual({ name: undefined, list: undefined });
        new Context().run(() => expect({ ...local }).toEqual({ name: undefined, list: undefined }));
      });
      expect({ ...local }).toEqual({ name: 'default', list: ['default'] });
    });
  });

  test('takes nothing that it does not declare, and loses nothing that it does', () => {
    const cart = make();
    inContext(() => {
      expect(() => Object.assign(cart, { spam: 1 })).toThrow(
        /Cannot set `spam` of Local `Local#\d+`: it declares `items`, `coupon`, `total` and takes no other attribute; add it to the declaration/,
      );
      expect(() => delete (cart as Partial<typeof cart>).total).toThrow(TypeError);
      expect(() => Object.defineProperty(cart, 'spam', { value: 1 })).toThrow(TypeError);
      expect('spam' in cart).toBe(false);
    });
    const empty = new Local<Record<string, number>>({});
    expect(() => Object.assign(empty, { spam: 1 })).toThrow(
      'it declares nothing and takes no other attribute',
    );
  });

  test('shares no default that could be written to', () => {
    expect(() => new Local<{ items: string[] }>({ items: [] })).toThrow(
      'Expected the default of `items` to be a primitive, a frozen object or a factory, got an array: ' +
        'every context would share it; use a factory, `items: () => …`',
    );
    const frozen = new Local<{ at: object | null }>({ at: Object.freeze({ x: 1 }) });
    expect(inContext(() => frozen.at)).toEqual({ x: 1 });
    expect(inContext(() => new Local<{ at: object | null }>({ at: null }).at)).toBeNull();
  });

  test.for([7, 'x', null, []])('refuses %o as its declaration', (declaration) => {
    expect(() => new Local(declaration as never)).toThrow(
      'Expected `declaration` to be an object that names each attribute with its default',
    );
  });

  test('refuses a symbol in its declaration', () => {
    expect(() => new Local({ [Symbol('spam')]: 1 })).toThrow(
      'Cannot declare `Symbol(spam)`: the name of an attribute that is declared is a string; ' +
        'an open Local, `new Local()`, takes symbols',
    );
  });

  test('holds a function that its factory returns', () => {
    const local = new Local<{ report: (text: string) => string }>({
      report: () => (text) => text.toUpperCase(),
    });
    inContext(() => expect(local.report('x')).toBe('X'));
  });

  test('can have attributes with the names that probes use', { tags: 'outside' }, () => {
    const local = new Local<{ then: string; constructor: string }>({
      then: 'now',
      constructor: 'Bob',
    });
    expect((local as { then: unknown }).then).toBeUndefined();
    inContext(() => {
      expect(local.then).toBe('now');
      expect(local.constructor).toBe('Bob');
    });
  });

  test('can have an attribute named `__proto__`', () => {
    const local = new Local<{ ['__proto__']: string }>({ ['__proto__']: 'default' });
    inContext(() => {
      local['__proto__'] = 'set';
      expect(local['__proto__']).toBe('set');
      expect(local).toBeInstanceOf(Local);
    });
  });
});

describe('a factory', () => {
  const counted = (): { local: { list: string[] }; calls: () => number } => {
    let calls = 0;
    const list = (): string[] => {
      calls += 1;
      return [`made ${calls}`];
    };
    return { local: new Local<{ list: string[] }>({ list }), calls: () => calls };
  };

  test('is called once for each context that starts with empty state, when it is first read', () => {
    const { local, calls } = counted();
    inContext(() => {
      expect(calls()).toBe(0);
      expect(local.list).toBe(local.list);
    });
    inContext(() => expect(local.list).toEqual(['made 2']));
    expect(calls()).toBe(2);
  });

  test.for(['the parent', 'the child', 'a grandchild'])(
    'makes one value for all, when %s reads first',
    (who) => {
      const { local, calls } = counted();
      const parent = new Context({ parent: null });
      parent.run(() => {
        const child = new Context();
        const grandchild = new Context({ parent: child });
        const readers = { 'the parent': parent, 'the child': child, 'a grandchild': grandchild };
        const first = readers[who as keyof typeof readers].enter(() => local.list);
        for (const context of Object.values(readers))
          expect(context.enter(() => local.list)).toBe(first);
        expect(new Context().run(() => local.list)).toBe(first);
      });
      expect(calls()).toBe(1);
    },
  );

  test('is called again for a context in which the Local starts with empty state, once for all its descendants', () => {
    const { local, calls } = counted();
    inContext(() => {
      const outer = local.list;
      new Context({ locals: [local] }).run(() => {
        const grandchild = new Context();
        const inner = grandchild.run(() => local.list);
        expect(inner).not.toBe(outer);
        expect(local.list).toBe(inner);
      });
      expect(local.list).toBe(outer);
    });
    expect(calls()).toBe(2);
  });

  test('that makes nothing is called once too', () => {
    let calls = 0;
    const local = new Local<{ found: string | undefined }>({
      found: () => void (calls += 1),
    });
    inContext(() => expect([local.found, local.found]).toEqual([undefined, undefined]));
    expect(calls).toBe(1);
  });

  test('is not asked where a value was assigned', () => {
    const { local, calls } = counted();
    inContext(() => {
      local.list = ['mine'];
      expect(local.list).toEqual(['mine']);
    });
    expect(calls()).toBe(0);
  });

  test('that throws does so for the reader, and is asked again', () => {
    let broken = true;
    const local = new Local<{ value: number; other: number }>({
      value: () => {
        if (broken) throw new Error('not yet');
        return 1;
      },
      other: 2,
    });
    inContext(() => {
      expect(() => local.value).toThrow('not yet');
      expect(Local.peek(local)).toEqual({ other: 2 });
      broken = false;
      expect(local.value).toBe(1);
    });
  });
});

describe('a Local that is declared after a context was opened', () => {
  test('starts with empty state in it, and is shared with its children', () => {
    inContext(() => {
      request.id = 'early';
      const before = new Local<{ a: number }>({ a: 0 });
      before.a = 1;
      const late = new Local<{ list: number[]; plain: string }>({
        list: () => [],
        plain: 'default',
      });
      const bag = new Local();
      const child = new Context();
      expect(child.run(() => late.list)).toBe(late.list);
      expect(late.plain).toBe('default');
      expect(Local.peek(late)).toEqual({ list: [], plain: 'default' });
      expect(Local.peek(bag)).toEqual({});
      late.plain = 'set';
      expect(before.a).toBe(1);
      new Context({ locals: [late, bag, new Local<{ x: number }>({ x: 1 })] }).run(() => {
        expect(late.plain).toBe('default');
      });
    });
  });
});

describe('Local.for', () => {
  test('returns the same Local for the same key', () => {
    const key = freshKey();
    const first = Local.for<{ a: number }>(key, { a: 1 });
    expect(Local.for(key)).toBe(first);
    expect(Local.for<{ a: number }>(key, { a: 1 })).toBe(first);
    expect(Local.nameOf(first)).toBe(key);
    expect(Local.for('aiolocals.request')).toBe(request);
    const open = freshKey();
    expect(Local.for(open)).toBe(Local.for(open));
  });

  test('adds the attributes of a later call, also to contexts that are open', () => {
    const key = freshKey();
    const first = Local.for<{ a: number }>(key, { a: 1 });
    inContext(() => {
      first.a = 5;
      const both = Local.for<{ a: number; b: string[] }>(key, { a: 1, b: () => ['b'] });
      expect(both).toBe(first);
      expect({ ...both }).toEqual({ a: 5, b: ['b'] });
    });
    expect(
      Local.nameOf(Local.for<{ tenant: string }>('aiolocals.request', { tenant: 'none' })),
    ).toBe('aiolocals.request');
    inContext(() => expect({ ...request }).toEqual({ id: '', path: '', tenant: 'none' }));
  });

  test('keeps the first default of an attribute and warns of another', async () => {
    const key = freshKey();
    const warnings: Error[] = [];
    const listener = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listener);
    try {
      const local = Local.for<{ a: number; made: string[] }>(key, { a: 1, made: () => [] });
      Local.for<{ a: number; made: string[] }>(key, { a: 2, made: () => [] });
      Local.for<{ a: number; made: string[] }>(key, { a: 2, made: () => [] });
      expect(inContext(() => local.a)).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('warning', listener);
    }
    expect(
      warnings
        .filter(({ message }) => !message.startsWith('`new Local()`'))
        .map(({ message }) => message),
    ).toEqual([
      `Local \`${key}\` is declared with two defaults of \`a\`: the first stands. Give every declaration of it the same one`,
    ]);
  });

  test('refuses to declare what was made open', () => {
    const key = freshKey();
    Local.for(key);
    expect(() => Local.for<{ a: number }>(key, { a: 1 })).toThrow(
      `Cannot declare attributes of Local \`${key}\`: it was made open, by \`Local.for\` without a declaration; ` +
        'give every `Local.for` of this key its declaration',
    );
  });

  test.for([7, '', undefined, Symbol('key')])('refuses %o as a key', (key) => {
    expect(() => Local.for(key as never)).toThrow(
      /Expected `key` to be a string that is not empty, got/,
    );
  });

  test.for([
    [7, 'Expected `policy` to be an object, got `7` (number)'],
    [null, 'Expected `policy` to be an object, got `null`'],
    [
      { travels: 'id' },
      "Expected `policy.travels` to be a boolean or an array of attribute names, got `'id'` (string)",
    ],
    [
      { travels: [1] },
      'Expected `policy.travels` to be a boolean or an array of attribute names, got an array',
    ],
  ] as const)('refuses %o as a policy', ([policy, message]) => {
    expect(() => Local.for(freshKey(), undefined, policy as never)).toThrow(message);
  });
});

test('Local.for takes policies of every form', () => {
  const key = freshKey();
  for (const travels of [true, ['a', 'b'], ['b'], false, undefined] as const) {
    const policy = travels === undefined ? {} : { travels };
    expect(Local.nameOf(Local.for<{ a: number; b: number }>(key, { a: 1, b: 2 }, policy))).toBe(
      key,
    );
  }
});

describe('Local.peek and Local.nameOf', () => {
  test('give a plain copy of the state, and the name', { tags: 'outside' }, () => {
    const local = new Local<{ a: number }>({ a: 1 });
    expect(Local.peek(local)).toBeUndefined();
    inContext(() => {
      const copy = Local.peek(local);
      expect(copy).toEqual({ a: 1 });
      local.a = 2;
      expect(copy).toEqual({ a: 1 });
      expect(structuredClone(Local.peek(local))).toEqual({ a: 2 });
    });
    expect(Local.nameOf(local)).toMatch(/^Local#\d+$/);
  });

  test('refuse what is not a Local', () => {
    const message = 'Expected `local` to be a Local, got an object; make one with `new Local()`';
    expect(() => Local.peek({})).toThrow(message);
    expect(() => Local.nameOf({})).toThrow(message);
  });
});

describe('outside any context', { tags: 'outside' }, () => {
  const bag = new Local();
  const cart = new Local<{ items: string[]; total: number }>({ items: () => [], total: 0 });
  const where =
    'outside any context: run the code in `new Context().run(fn)`, or wrap the callback that lost its context with `bind`';

  test('reading, setting and deleting say which attribute of which Local, and what to do', () => {
    expect(() => request.id).toThrow(`Cannot get \`id\` of Local \`aiolocals.request\` ${where}`);
    expect(() => request.path).toThrow(NoContextError);
    expect(() => request.id).toThrow('no `contextMiddleware()` is mounted before it');
    expect(() => request.id).toThrow(/See https:\S+\/docs\/errors\.md#err_no_context$/);
    expect(() => cart.total).not.toThrow('contextMiddleware');
    expect(() => (request.id = 'x')).toThrow(
      `Cannot set \`id\` of Local \`aiolocals.request\` ${where}`,
    );
    expect(() => (request.path = 'x')).toThrow('Cannot set `path` of Local `aiolocals.request`');
    expect(() => cart.items).toThrow('Cannot get `items`');
    expect(() => cart.total).toThrow('Cannot get `total`');
    expect(() => (cart.items = [])).toThrow('Cannot set `items`');
    expect(() => bag['spam']).toThrow(/Cannot get `spam` of Local `Local#\d+` outside/);
    expect(() => (bag['spam'] = 1)).toThrow('Cannot set `spam`');
    expect(() => delete bag['spam']).toThrow('Cannot delete `spam`');
    expect(() => request.id).toThrow(
      expect.objectContaining({ code: 'ERR_NO_CONTEXT', name: 'NoContextError' }),
    );
  });

  test('the stack of the error starts at the line that used the Local', () => {
    const uses: (() => unknown)[] = [
      () => request.id,
      () => (request.path = 'x'),
      () => cart.items,
      () => cart.total,
      () => (cart.total = 1),
      () => bag['spam'],
      () => (bag['spam'] = 1),
      () => delete bag['spam'],
    ];
    for (const use of uses) {
      const error = thrownBy(use);
      expect(error).toBeInstanceOf(NoContextError);
      const first = String((error as Error).stack)
        .split('\n')
        .find((line) => /^ +at /.test(line));
      expect(first).toContain('local.test.ts');
    }
  });

  test('is the same after `exit`', () => {
    inContext(() => Context.exit(() => expect(() => request.id).toThrow(NoContextError)));
  });

  test('the names that the platform and test runners probe answer undefined on an open Local', () => {
    const probes =
      'then toJSON toString valueOf constructor asymmetricMatch $$typeof nodeType tagName hasAttribute';
    for (const name of [...probes.split(' '), '@@__IMMUTABLE_ITERABLE__@@'])
      expect(bag[name]).toBeUndefined();
    expect((bag as Record<symbol, unknown>)[Symbol.iterator]).toBeUndefined();
    expect('spam' in bag).toBe(false);
    expect(Object.keys(bag)).toEqual([]);
    expect({ ...bag }).toEqual({});
  });

  test.for([
    ['an open Local', bag],
    ['a declared Local', cart],
    ['request', request],
  ] as const)(
    '%s is safe to await, print, stringify and compare, here as inside',
    async ([, local]) => {
      const safe = async (shown: RegExp): Promise<void> => {
        expect((await Promise.resolve(local)) === local).toBe(true);
        expect(inspect(local)).toMatch(shown);
        expect(inspect({ deep: { local } })).toMatch(/Local `/);
        expect(JSON.parse(JSON.stringify({ local }))).toBeTypeOf('object');
        // oxlint-disable-next-line typescript/no-base-to-string, typescript/restrict-template-expressions -- the subject
        expect(`${local}`).toMatch(/^\[object \w+\]$/);
        expect(Number(local)).toBeNaN();
        expect(types.isProxy(local)).toBe(local === bag);
        expect(local).toEqual(local);
        expect(local).toStrictEqual(local);
        expect([local]).toContain(local);
      };
      await safe(/^Local `.*` outside any context$/);
      await inContext(() => safe(/^Local `.*` \{/));
    },
  );

  test('comparing with another object reads the attributes: outside, that is an error of a declared Local', () => {
    const compare = (local: object) => () => expect(local).toEqual({ another: 'shape' });
    inContext(() => expect(cart).not.toEqual({ another: 'shape' }));
    inContext(() => expect(bag).not.toEqual({ another: 'shape' }));
    expect(bag).not.toEqual({ another: 'shape' });
    inContext(() => expect(compare(cart)).toThrow(/to deeply equal/));
    inContext(() => expect(compare(bag)).toThrow(/to deeply equal/));
    expect(compare(bag)).toThrow(/to deeply equal/);
    expect(compare(cart)).toThrow(NoContextError);
  });

  test('the console shows the state inside', () => {
    inContext(() => {
      cart.total = 7;
      expect(inspect(cart)).toMatch(/^Local `Local#\d+` \{ items: \[\], total: 7 \}$/);
      expect(inspect(cart, { compact: false })).toContain('total: 7\n');
      expect(JSON.stringify(cart)).toBe('{"items":[],"total":7}');
    });
  });
});

test('of two policies for one key the strictest wins', () => {
  const travelling = (...policies: (readonly string[] | undefined)[]): unknown[] => {
    const key = freshKey();
    const state = { a: 0, b: 0, c: 0 };
    const local = policies.map((travels) =>
      Local.for<typeof state>(key, state, travels === undefined ? {} : { travels }),
    )[0] as typeof state;
    return new Context().run(() => {
      Object.assign(local, { a: 1, b: 1, c: 1 });
      return takeSnapshot(Context.current() as Context).filter((item) =>
        /^[abc]$/.test(String(item)),
      );
    });
  };
  expect(travelling(undefined, ['a'])).toEqual(['a']);
  expect(travelling(['a'], undefined)).toEqual(['a']);
  expect(travelling(['a', 'b'], ['b', 'c'])).toEqual(['b']);
});
