import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import { configureLogging, logging } from '@aiolocals/logging';
import {
  captureContext,
  type Carrier,
  CarrierError,
  contextTask,
  restoreContext,
  type RestoreContextOptions,
  UncloneableError,
  withContext,
} from '@aiolocals/workers';
import { inContext } from './in-context.js';

const bag = Local.for('test.carrier');
const captured = (value: unknown): Carrier =>
  inContext('a1', () => {
    bag['value'] = value;
    return captureContext();
  });
const restored = (carrier: Carrier): unknown => restoreContext(carrier, () => bag['value']);
const asJson = (carrier: Carrier): Carrier => JSON.parse(JSON.stringify(carrier)) as Carrier;

describe('carriers', () => {
  test('a carrier restores the captured state in a new context that closes with the work', async () => {
    const carrier = captured('ham');
    const context = await restoreContext(structuredClone(carrier), async () => {
      await Promise.resolve();
      expect([request.id, bag['value'], Context.current()?.ident]).toEqual(['a1', 'ham', 'A1/1']);
      bag['value'] = 'changed';
      expect(Context.current()?.closed).toBe(false);
      return Context.current();
    });
    expect(context?.closed).toBe(true);
    expect(restored(carrier)).toBe('ham');
  });

  test('a carrier that was captured outside any context restores no context', () => {
    const carrier = asJson(captureContext());
    expect(inContext('other', () => restoreContext(carrier, () => Context.current()))).toBe(
      undefined,
    );
  });

  test('a carrier holds a copy that later changes to a value do not reach', () => {
    const list = ['ham'];
    const carrier = captured(list);
    list.push('later');
    expect(restored(carrier)).toEqual(['ham']);
  });

  test.for([
    ['ham'],
    [null],
    [7],
    [true],
    [{ a: [1, { b: 'c' }] }],
    [undefined],
    [Number.NaN],
    [-0],
    [10n],
    [new Date(7)],
    [new Map([['a', new Set([1])]])],
    [{ a: undefined }],
    [[undefined]],
    [JSON.parse('{"__proto__":1}')],
    [/spam/],
    [{ toJSON: 'no function' }],
    [new TypeError('spam', { cause: new Map([['a', 1]]) })],
    [Infinity],
    [-(10n ** 40n)],
    [[[], {}, [null]]],
    [JSON.parse('{"__proto__":{"a":1},"constructor":2,"when":3}')],
    [{ array: ['undefined'], map: undefined }],
    [new Set([undefined, new Date(Number.NaN)])],
    [Buffer.from('ham').buffer],
    [new Uint8Array([1, 2, 3]).subarray(1)],
    [new Float64Array([Number.NaN, -0])],
    [new DataView(new ArrayBuffer(3))],
    [[Object(7), Object('a'), Object(false)]],
    [Array.from({ length: 200_000 }, () => undefined)],
  ])('a captured value is the same after JSON: %o', ([value]) => {
    expect(restored(asJson(captured(value)))).toStrictEqual(value);
  });

  test('capturing a value that cannot be cloned throws an error that names it and says what to do', () => {
    for (const value of [() => {}, Symbol('spam'), { deep: () => {} }, new Proxy({}, {}), bag]) {
      expect(() => captured(value)).toThrow(UncloneableError);
      expect(() => captured(value)).toThrow(
        /^Cannot send `value` of Local `test\.carrier` to another thread: .+; exclude the attribute with the policy of its Local, `Local\.for\('test\.carrier', …, \{ travels: \[\] \}\)`, or store a value that can be cloned$/,
      );
    }
    expect(() => captured(() => {})).toThrow(expect.objectContaining({ code: 'ERR_UNCLONEABLE' }));
    const throwing = {
      get spam(): never {
        throw 'not today';
      },
    };
    expect(() => captured(throwing)).toThrow(
      / to another thread: not today; exclude the attribute/,
    );
  });

  test.for([
    [undefined, 'it is undefined'],
    [null, 'it is null'],
    ['spam', 'it is a string'],
    [{}, 'it has no version'],
    [{ aiolocals: 'one' }, 'it has no version'],
    [{ aiolocals: 0, ident: 'A/1', state: [] }, 'it has no version'],
    [{ aiolocals: 1.5, ident: 'A/1', state: [] }, 'it has no version'],
    [{ aiolocals: 1, state: [] }, 'it has state but no ident'],
    [{ aiolocals: 1, state: ['test.carrier', 2, 'value', 1] }, 'it has state but no ident'],
    [{ aiolocals: 1, encoded: [] }, 'it has state but no ident'],
    [{ aiolocals: 1, deadline: 7 }, 'it has state but no ident'],
    [{ aiolocals: 1, ident: '' }, 'its ident is not a string'],
    [{ aiolocals: 1, ident: 7 }, 'its ident is not a string'],
    [{ aiolocals: 1, ident: 'A/1', deadline: 'soon', state: [] }, 'its deadline is not a time'],
    [{ aiolocals: 1, ident: 'A/1' }, 'its state is not what was captured'],
    [{ aiolocals: 1, ident: 'A/1', state: [7] }, 'its state is not what was captured'],
    [
      { aiolocals: 1, ident: 'A/1', packed: '/w8=' },
      'its state is packed, which is no longer read',
    ],
    [{ aiolocals: 1, ident: 'A/1', encoded: 7 }, 'its state is not what was captured'],
    ...[
      {},
      [],
      ['unknown'],
      ['constructor'],
      ['array', {}],
      ['bigint', '', 'xyz'],
      ['regexp', '(', ''],
      ['bytes', 'Function', ''],
      ['bytes', 'Uint16Array', 'AAAA'],
      ['error', 'Error', ['object', 'toString', 7]],
      ['boxed', ['array'], 7, {}],
    ].map((value): [unknown, string] => [
      { aiolocals: 1, ident: 'A/1', encoded: ['test.carrier', 2, 'value', value] },
      'its state is not what was captured',
    ]),
  ])('a damaged carrier is refused: %j', ([damaged, why]) => {
    const use = (): unknown => restoreContext(damaged as never, () => 'ran');
    expect(use).toThrow(CarrierError);
    expect(use).toThrow(
      `Cannot restore a context from this carrier: ${why as string}; pass what \`captureContext\` returned, unchanged`,
    );
  });

  test('a carrier of a later version is refused, or the work runs outside any context if the options say so', () => {
    const later = { ...asJson(captured('ham')), aiolocals: 2 };
    expect(() => restoreContext(later, () => 'ran')).toThrow(
      'Cannot restore a context from a carrier of version 2: this @aiolocals/core reads version 1; ',
    );
    const seen = inContext('other', () =>
      restoreContext(later, () => Context.current(), { onRefusal: 'run-outside-context' }),
    );
    expect(seen).toBeUndefined();
  });

  test('state of Locals that are unknown here is part of the next capture', () => {
    const state = ['test.carrier.unknown', 2, 'spam', 'ham'];
    const again = restoreContext({ aiolocals: 1, ident: 'A/1', state }, () => captureContext());
    expect(asJson(again).state).toEqual(state);
  });

  test('a value that JSON cannot hold is named when the carrier is written as JSON', () => {
    const cyclic: unknown[] = [];
    cyclic.push({ deep: new Map([['a', cyclic]]) });
    const round: unknown[] = [];
    round.push({ deep: [round] });
    const shared = [1n];
    for (const [value, why] of [
      [cyclic, 'it holds itself'],
      [round, 'it holds itself'],
      [new Blob(['ham']), 'JSON has no Blob'],
      [[new SharedArrayBuffer(1)], 'JSON has no SharedArrayBuffer'],
    ] as const) {
      const carrier = captured(value);
      expect(() => asJson(carrier)).toThrow(UncloneableError);
      expect(() => asJson(carrier)).toThrow(
        `Cannot write \`value\` of Local \`test.carrier\` as JSON: ${why}; exclude the attribute with the policy of its ` +
          "Local, `Local.for('test.carrier', …, { travels: [] })`, or store a value that JSON can hold",
      );
    }
    expect(restored(asJson(captured([shared, shared])))).toEqual([[1n], [1n]]);
  });

  test('a value that is nested deeper than the stack is refused, on either side', () => {
    let deep: unknown[] = [];
    for (let depth = 0; depth < 150; depth++) deep = [deep];
    const json = `${'["array",'.repeat(100_000)}1${']'.repeat(100_000)}`;
    const carrier = JSON.parse(
      `{"aiolocals":1,"ident":"A/1","encoded":["test.carrier",2,"value",${json}]}`,
    ) as Carrier;
    expect(() => restored(carrier)).toThrow(CarrierError);
    expect(restored(asJson(captured(deep)))).toEqual(deep);
  });
});

describe('what a carrier sets', () => {
  const auth = Local.for<{ user: string; role: string }>(
    'test.carrier.auth',
    { user: '', role: 'guest' },
    { travels: ['user'] },
  );
  const home = Local.for('test.carrier.home', undefined, { travels: false });
  const carrier = (...state: unknown[]): Carrier => ({ aiolocals: 1, ident: 'A/1', state });

  test('what may not leave may not arrive, in plain state and in encoded state', () => {
    const state = ['test.carrier.auth', 4, 'role', 'admin', 'user', 'u1'];
    const more = ['test.carrier.home', 2, 'role', 'admin'];
    for (const forged of [
      carrier(...state, ...more),
      { aiolocals: 1, ident: 'A/1', encoded: [...state, ...more] },
    ]) {
      restoreContext(forged, () => {
        expect([{ ...auth }, { ...home }]).toEqual([{ user: 'u1', role: 'guest' }, {}]);
      });
    }
  });

  test('the Locals of the packages cannot be reached', () => {
    const forged = carrier(
      'aiolocals.logging.held',
      2,
      'holder',
      5,
      'aiolocals.logging',
      2,
      'level',
      'silly',
    );
    restoreContext(forged, () => {
      configureLogging('carrier', { debug: false }).info('the process lives on');
      expect(logging.level).toBeUndefined();
      expect(captureContext().state).toEqual([]);
    });
  });

  test('the id, the path and the ident arrive as an adapter would accept them', () => {
    const forged = {
      ...carrier('aiolocals.request', 4, 'id', 'a1\nforged', 'path', '/a\nforged'),
      ident: 'A\n1',
    };
    restoreContext(forged, () => {
      expect([request.id, request.path, Context.current()?.ident]).toEqual([
        '',
        String.raw`/a\u000aforged`,
        String.raw`A\u000a1`,
      ]);
    });
  });

  test('`allow` narrows it further: to Locals, or to attributes', () => {
    const full = carrier('aiolocals.request', 2, 'id', 'a1', 'test.carrier', 4, 'a', 1, 'value', 2);
    const seen = (allow: RestoreContextOptions['allow'] & {}): unknown[] =>
      restoreContext(full, () => [request.id, { ...bag }], { allow });
    expect(seen(['test.carrier'])).toEqual(['', { a: 1, value: 2 }]);
    expect(seen({ 'test.carrier': ['a'], 'aiolocals.request': ['id'] })).toEqual(['a1', { a: 1 }]);
    expect(seen([])).toEqual(['', {}]);
    const task = contextTask(() => ({ ...bag }), { allow: { 'test.carrier': ['value'] } });
    inContext('a1', () => {
      Object.assign(bag, { a: 1, value: 2 });
      expect(task(structuredClone(withContext()))).toEqual({ value: 2 });
    });
  });

  test('a carrier with a hundred thousand keys costs no more for each than one with a few', () => {
    // Copying everything that is kept for each of them would take minutes.
    const state = Array.from({ length: 100_000 }, (_, index) => [
      `unknown.${index}`,
      2,
      'a',
      index,
    ]);
    const kept = restoreContext(
      { ...carrier(), state: state.flat() },
      () => captureContext().state?.length,
    );
    expect(kept).toBe(4000);
  });
});

test('restoreContext refuses invalid arguments', () => {
  const carrier = captured('ham');
  expect(() => restoreContext(carrier, 7 as never)).toThrow('Expected `fn` to be a function');
});
