import { fileURLToPath } from 'node:url';
import { setEnvironmentData } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import {
  applyChanges,
  contextFrom,
  contextFromThread,
  setBaseContext,
  type Snapshot,
  takeSnapshot,
  takeThreadSnapshot,
} from '@aiolocals/core/carrier';
import { inheritedBy } from '../../src/internal/travel/base-context.js';
import { runNode } from '../integration/run-node.js';
import { flat } from './flat.js';

let keys = 0;
/** A key that no other test uses. */
const freshKey = (): string => `test.arrival.${++keys}`;
const stateOf = (context: Context): unknown[] => [...takeThreadSnapshot(context)];

/** All ways in which state arrives in a context. */
const waysIn: readonly (readonly [string, (snapshot: Snapshot) => Context])[] = [
  ['contextFrom', (snapshot) => contextFrom(snapshot)],
  ['contextFromThread', (snapshot) => contextFromThread(snapshot, {})],
  [
    'applyChanges',
    (assigned) => {
      const context = new Context({ parent: null });
      applyChanges(context, { assigned, deleted: [] });
      return context;
    },
  ],
  [
    'the base context of a thread',
    (snapshot) => {
      const addressee = new Int32Array(new SharedArrayBuffer(4)).fill(7);
      const handover = { version: 1, ident: 'REQ1/1', snapshot: [...snapshot], addressee };
      setEnvironmentData('aiolocals.base/1', handover);
      const base = inheritedBy(7);
      setEnvironmentData('aiolocals.base/1', undefined);
      return base as Context;
    },
  ],
];

describe('what may not leave may not arrive', () => {
  test.for(waysIn)('by %s: a declared Local takes what its policy lets travel', ([, enter]) => {
    const key = freshKey();
    const auth = Local.for<{ user: string; role: string }>(
      key,
      { user: '', role: 'guest' },
      { travels: ['user'] },
    );
    const context = enter([key, 4, 'role', 'admin', 'user', 'u1']);
    expect(context.enter(() => ({ ...auth }))).toEqual({ user: 'u1', role: 'guest' });
  });

  test.for(waysIn)('by %s: an open Local takes what its policy lets travel', ([, enter]) => {
    const bag = Local.for(freshKey(), undefined, { travels: ['user'] });
    const context = enter([Local.nameOf(bag), 4, 'role', 'admin', 'user', 'u1']);
    expect(context.enter(() => ({ ...bag }))).toEqual({ user: 'u1' });
  });

  test.for(waysIn)('by %s: a Local that stays home takes nothing', ([, enter]) => {
    const key = freshKey();
    const auth = Local.for<{ role: string }>(key, { role: 'guest' }, { travels: false });
    const context = enter([key, 4, 'role', 'admin', 'more', 1]);
    expect(context.enter(() => ({ ...auth }))).toEqual({ role: 'guest' });
    expect(stateOf(context)).toEqual([]);
  });

  test.for(waysIn)(
    'by %s: a Local that is made later takes what its policy lets travel, of either kind',
    ([, enter]) => {
      const [declared, open] = [freshKey(), freshKey()];
      const context = enter(
        flat(
          [declared, 'role', 'admin', 'user', 'u1', 'made', ['sent']],
          [open, 'role', 'admin', 'user', 'u1'],
        ),
      );
      const auth = Local.for<{ user: string; role: string; made: string[] }>(
        declared,
        { user: '', role: 'guest', made: () => [] },
        { travels: ['user'] },
      );
      const bag = Local.for(open, undefined, { travels: ['user'] });
      context.enter(() => {
        expect({ ...auth }).toEqual({ user: 'u1', role: 'guest', made: [] });
        expect([{ ...bag }, bag['role'], 'role' in bag]).toEqual([
          { user: 'u1' },
          undefined,
          false,
        ]);
      });
      expect(stateOf(new Context({ parent: context }))).toEqual(
        flat([declared, 'user', 'u1'], [open, 'user', 'u1']),
      );
      Local.for(open, undefined, { travels: false });
      expect(context.enter(() => ({ ...bag }))).toEqual({});
    },
  );

  test('a deletion of what may not travel is refused', () => {
    const bag = Local.for(freshKey(), undefined, { travels: ['user'] });
    const context = new Context({ parent: null });
    context.enter(() => Object.assign(bag, { user: 'u1', role: 'guest' }));
    applyChanges(context, { assigned: [], deleted: [[Local.nameOf(bag), 'role', 'user']] });
    expect(context.enter(() => ({ ...bag }))).toEqual({ role: 'guest' });
  });
});

describe('what an untrusted snapshot sets of the packages’ own Locals', () => {
  const logging = Local.for('aiolocals.test.level');
  const [late, home] = ['aiolocals.test.late', 'aiolocals.test.home'];

  test('is nothing, of a Local that is here and of one that comes later', () => {
    Local.for(home, undefined, { travels: false });
    const context = contextFrom(
      flat(
        ['aiolocals.test.level', 'level', 'debug'],
        [late, 'holder', 5],
        [home, 'holder', 5],
        ['aiolocals.request', 'id', 'a1', 'admin', true, '__proto__', { polluted: true }],
      ),
    );
    context.run(() => {
      expect([{ ...logging }, { ...Local.for(late) }, { ...request }]).toEqual([
        {},
        {},
        { id: 'a1', path: '' },
      ]);
    });
    expect(stateOf(context)).toEqual(['aiolocals.request', 2, 'id', 'a1']);
  });

  test('goes into no snapshot that leaves the process, and into one for a thread', () => {
    const context = new Context({ parent: null });
    context.enter(() => {
      logging['level'] = 'debug';
      request.id = 'a1';
    });
    applyChanges(context, { assigned: ['aiolocals.test.unknown', 2, 'a', 1], deleted: [] });
    expect(takeSnapshot(context)).toEqual(['aiolocals.request', 2, 'id', 'a1']);
    const forThread = takeThreadSnapshot(context);
    expect(forThread).toEqual(
      flat(
        ['aiolocals.request', 'id', 'a1'],
        ['aiolocals.test.level', 'level', 'debug'],
        ['aiolocals.test.unknown', 'a', 1],
      ),
    );
    const there = contextFromThread(forThread, {});
    expect(there.run(() => logging['level'])).toBe('debug');
    expect(() => takeThreadSnapshot({} as never)).toThrow('Expected `context` to be a Context');
  });
});

describe('the request that arrives', () => {
  const seen = (attributes: unknown[], ident?: string): unknown[] => {
    const snapshot = ['aiolocals.request', attributes.length, ...attributes];
    const context = contextFrom(snapshot, ident === undefined ? {} : { ident });
    return [...context.enter(() => [request.id, request.path]), context.ident];
  };

  test.for([
    ['of no string', 7],
    ['empty', ''],
    ['with a space', 'a b'],
    ['with a line break', 'a\nadmin logged in'],
    ['with letters that are not ASCII', 'ä'],
    ['longer than 1024', 'a'.repeat(1025)],
  ] as const)('has no id if what arrived is %s', ([, id]) => {
    expect(seen(['id', id])[0]).toBe('');
  });

  test('has the id that an adapter would accept', () => {
    const id = `~${'a'.repeat(1023)}`;
    expect(seen(['id', id])[0]).toBe(id);
  });

  test('has a path that is escaped and cut', () => {
    expect(seen(['path', '/nächtlich\nforged\u202E\u0000'])[1]).toBe(
      String.raw`/nächtlich\u000aforged\u202e\u0000`,
    );
    const path = `/${'a'.repeat(1023)}`;
    expect(seen(['path', path])[1]).toBe(path);
    expect(seen(['path', `${path}b`])[1]).toBe(`${path.slice(0, -1)}…`);
    expect(seen(['path', '\n'.repeat(5000)])[1]).toHaveLength(1024);
    expect(seen(['path', { toString: () => '/' }])[1]).toBe('');
  });

  test('has an ident that is escaped and cut', () => {
    expect(seen([], 'nightly job\n/1')[2]).toBe(String.raw`nightly job\u000a/1`);
    expect(seen([], 'a'.repeat(9999))[2]).toHaveLength(1024);
  });

  test('is not changed if it comes from a thread of the process', () => {
    const context = contextFromThread(['aiolocals.request', 4, 'id', 'a b', 'path', '/a\nb'], {
      ident: 'a\nb',
    });
    expect(context.run(() => [request.id, request.path, context.ident])).toEqual([
      'a b',
      '/a\nb',
      'a\nb',
    ]);
  });
});

describe('what is refused is reported once in a process, with the remedy', () => {
  /** The warnings of a new process. */
  const warningsOf = async (code: string): Promise<string[]> => {
    const program = `
      import { Local } from '@aiolocals/core';
      import { contextFrom, contextFromThread } from '@aiolocals/core/carrier';
      ${code}
      contextFrom(['test.unknown', 2, 'a', 1, 'aiolocals.request', 2, 'id', 'a1']);
    `;
    const args = ['--no-warnings', '--input-type=module', '--eval'];
    const print =
      "process.on('warning', ({ code, message }) => console.log(code + ' ' + message));";
    const { stdout } = await runNode([...args, print + program], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    return stdout.split('\n').slice(0, -1);
  };

  test.for<[string, string, string]>([
    [
      'the id of a request',
      "contextFrom(['aiolocals.request', 2, 'id', 'a b']); contextFrom(['aiolocals.request', 2, 'id', 7]);",
      'Refused the `request.id` of a carrier, because it is not a string of 1 to 1024 visible ASCII characters; set it ' +
        'to that where the carrier is made',
    ],
    [
      'the path of a request',
      "for (const path of [7, null]) contextFrom(['aiolocals.request', 2, 'path', path]);",
      'Refused the `request.path` of a carrier, because it is not a string; set it to that where the carrier is made',
    ],
    [
      'the packages’ own state',
      "for (const name of ['logging', 'request/2']) contextFrom(['aiolocals.' + name, 2, 'level', 'debug']);",
      'Refused the state of Local `aiolocals.logging` in a carrier: the Locals of the packages take nothing from ' +
        'outside but the id and the path of the request; give your own Local a key of your own, and look into who ' +
        'writes carriers',
    ],
    [
      'what a policy keeps out',
      "Local.for('acme.auth', undefined, { travels: false });" +
        "for (let i = 0; i < 3; i++) contextFromThread(['acme.auth', 4, 'role', i, 'token', i], {});",
      'Refused `role` of Local `acme.auth`, which arrived from another thread or process: its policy here does not let ' +
        'it travel; give every `Local.for` of this key the same `travels`, and look into who sends it',
    ],
    [
      'what is too much',
      "for (let i = 0; i < 3; i++) contextFrom(['acme\\nforged', 2, 'a'.repeat(50), 'x'.repeat(300_000)]);",
      `Dropped \`${'a'.repeat(40)}…\` of Local \`acme\\u000aforged\`, which arrived in a carrier: nothing here declares ` +
        'it, and of such a context keeps 1000 attributes and 256 KiB; declare the Locals with `Local.for`, or let only ' +
        'those arrive that you name, with `allow`',
    ],
  ])('%s', async ([, code, warning]) => {
    expect(await warningsOf(code)).toEqual([`AIOLOCALS_STATE_REFUSED ${warning}`]);
  });

  test('and what the `allow` option leaves out is not', async () => {
    const code = "contextFrom(['acme.cart', 2, 'a', 1, 'aiolocals.x', 2, 'b', 1], { allow: [] });";
    expect(await warningsOf(code)).toEqual([]);
  });
});

describe('the `allow` option', () => {
  const [tenant, cart, unknown] = [freshKey(), freshKey(), freshKey()];
  Local.for(tenant, undefined, { travels: ['name', 'plan'] });
  Local.for<{ items: number }>(cart, { items: 0 });
  const snapshot = flat(
    ['aiolocals.request', 'id', 'a1', 'path', '/spam'],
    [tenant, 'name', 'acme', 'plan', 'free', 'secret', 1],
    [cart, 'items', 2],
    [unknown, 'a', 1],
  );
  const arrived = (allow: never): unknown[] => stateOf(contextFrom(snapshot, { allow }));

  test('lets only the named Locals arrive, and never more than their policies', () => {
    expect(arrived([tenant, unknown] as never)).toEqual(
      flat([tenant, 'name', 'acme', 'plan', 'free'], [unknown, 'a', 1]),
    );
    expect(arrived([] as never)).toEqual([]);
  });

  test('lets only the named attributes arrive', () => {
    const allow = { [tenant]: ['plan', 'secret'], 'aiolocals.request': ['id'], [cart]: [] };
    expect(arrived(allow as never)).toEqual(
      flat(['aiolocals.request', 'id', 'a1'], [tenant, 'plan', 'free']),
    );
    expect(arrived({} as never)).toEqual([]);
    expect(arrived(JSON.parse(`{"__proto__":["${tenant}"]}`) as never)).toEqual([]);
    const inherited = Object.create({ [tenant]: ['name'] }) as never;
    expect(arrived(inherited)).toEqual([]);
  });

  test.for([
    ['acme'],
    [7],
    [null],
    [[7]],
    [{ acme: true }],
    [{ acme: [7] }],
    [new Set(['acme'])],
    [new Map([['acme', ['a']]])],
    [Promise.resolve(['acme'])],
  ])('is refused if it is %o', ([allow]) => {
    expect(() => contextFrom([], { allow: allow as never })).toThrow(
      'Expected `allow` to be an array of keys, or an object with an array of attributes for each, got ',
    );
  });
});

test('contextFrom refuses unknown options and those of the wrong kind', () => {
  const refusal = (options: object): void => void contextFrom([], options);
  expect(() => refusal({ timout: 5 })).toThrow(
    'Unknown option `timout` for `contextFrom`: did you mean `timeout`?',
  );
  expect(() => refusal({ parent: null })).toThrow('Unknown option `parent` for `contextFrom`');
  expect(() => refusal({ timeout: '5' })).toThrow('Expected `timeout` to be a number');
  expect(() => refusal([])).toThrow('Expected `options` to be an object, got an array');
  expect(() => contextFromThread([], { timeout: -1 })).toThrow('Expected `timeout` to be a number');
});

describe('state that nothing here declares', () => {
  const deep = (levels: number): unknown => {
    let value: unknown = 1;
    for (let level = 0; level < levels; level++) value = [value];
    return value;
  };
  const keptOf = (context: Context): number => stateOf(context).length;

  test('is kept up to 1000 attributes, whatever they are called', () => {
    const names = Array.from({ length: 1001 }, (_, index) => `a${index}`);
    const one = flat([freshKey(), ...names.flatMap((name) => [name, 1])]);
    expect(keptOf(contextFrom(one))).toBe(2 + 2000);
    const many = names.flatMap((name) => [`${freshKey()}.${name}`, 2, name, 1]);
    expect(keptOf(contextFrom(many))).toBe(4000);
  });

  test.for<[string, () => unknown]>([
    ['a string', () => 'x'.repeat(131_072)],
    ['a list', () => Array.from({ length: 20_000 }, () => 1)],
    ['a list with holes', () => Object.assign([], { length: 4_000_000_000 })],
    [
      'an object',
      () => Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [index, {}])),
    ],
    ['a map', () => new Map(Array.from({ length: 10_000 }, (_, index) => [index, 'x']))],
    ['a set', () => new Set(Array.from({ length: 20_000 }, (_, index) => index))],
    ['bytes', () => new Uint8Array(262_144)],
    ['a buffer', () => new ArrayBuffer(262_144)],
    ['a value that is nested too deep to be cloned', () => deep(501)],
    ['a large number', () => 1n << 2_000_000n],
    ['a pattern', () => new RegExp('x'.repeat(131_072))],
    ['an error', () => new Error('x'.repeat(131_072))],
    ['the name of a list in a list', () => [[['x'.repeat(131_072)]]]],
  ])('is dropped beyond 256 KiB: %s', ([, make]) => {
    const [large, small] = [freshKey(), freshKey()];
    const context = contextFrom(flat([large, 'large', make()], [small, 'small', 'ham']));
    expect(stateOf(context)).toEqual([small, 2, 'small', 'ham']);
  });

  test('is dropped beyond 256 KiB in all', () => {
    const key = freshKey();
    const part = (): string => 'x'.repeat(65_000);
    const context = contextFrom(flat([key, 'a', part(), 'b', part(), 'c', part(), 'd', 'small']));
    expect(stateOf(context)).toEqual(flat([key, 'a', part(), 'b', part(), 'd', 'small']));
  });

  test('is kept below that, of all kinds, and if it holds itself', () => {
    const key = freshKey();
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const values = [
      cyclic,
      deep(490),
      new Map([['a', new Set([1])]]),
      new Date(7),
      /a/,
      new Error('b'),
      10n,
    ];
    const snapshot = flat([key, ...values.flatMap((value, index) => [`a${index}`, value])]);
    expect(stateOf(contextFrom(snapshot))).toEqual(snapshot);
  });

  test('counts the names of the Locals and attributes too', () => {
    const long = 'x'.repeat(131_072);
    expect(stateOf(contextFrom(flat([long, 'a', 1], ['test.arrival', long, 1])))).toEqual([]);
  });

  test('is added to what changes brought before', () => {
    const [key, other] = [freshKey(), freshKey()];
    const context = contextFrom(flat([key, 'a', 1, 'b', 1], [other, 'c', 1]));
    applyChanges(context, { assigned: [key, 4, 'b', 2, 'd', 2], deleted: [] });
    expect(stateOf(context)).toEqual(flat([key, 'a', 1, 'b', 2, 'd', 2], [other, 'c', 1]));
  });

  test('is kept whole if a thread of the process sent it', () => {
    const names = Array.from({ length: 2000 }, (_, index) => `a${index}`);
    const snapshot = flat([freshKey(), ...names.flatMap((name) => [name, 'x'.repeat(1000)])]);
    expect(keptOf(contextFromThread(snapshot, {}))).toBe(2 + 4000);
  });

  test('costs no more for each key if there are a hundred thousand of them', () => {
    // Copying everything that is kept for each of them would take minutes.
    const snapshot = Array.from({ length: 100_000 }, () => [freshKey(), 2, 'a', 1]).flat();
    const known = Local.for(freshKey());
    const repeated = Array.from({ length: 100_000 }, () => [Local.nameOf(known), 2, 'a', 1]).flat();
    expect(keptOf(contextFrom(snapshot))).toBe(4000);
    expect(keptOf(contextFromThread(snapshot, {}))).toBe(400_000);
    expect(keptOf(contextFrom(repeated))).toBe(4);
  });

  test('reaches a later declaration also after more keys have arrived than are remembered', () => {
    const key = `${'x'.repeat(300)}.${freshKey()}`;
    const context = contextFrom([key, 2, 'count', 2]);
    expect(context.run(() => Local.for<{ count: number }>(key, { count: 0 }).count)).toBe(2);
  });
});

test('the base context of a thread keeps what may not arrive out of the whole thread', () => {
  const key = freshKey();
  const auth = Local.for<{ role: string }>(key, { role: 'guest' }, { travels: false });
  setBaseContext(contextFrom([key, 2, 'role', 'admin']));
  expect(auth.role).toBe('guest');
  setBaseContext(undefined);
});
