import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import {
  captureContext,
  type Carrier,
  CarrierError,
  restoreContext,
  UncloneableError,
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
    [Object.assign(new Error('spam'), {})],
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
    [{ aiolocals: 1, ident: '' }, 'its ident is not a string'],
    [{ aiolocals: 1, ident: 7 }, 'its ident is not a string'],
    [{ aiolocals: 1, ident: 'A/1', deadline: 'soon', state: [] }, 'its deadline is not a time'],
    [{ aiolocals: 1, ident: 'A/1' }, 'its state is not what was captured'],
    [{ aiolocals: 1, ident: 'A/1', state: [7] }, 'its state is not what was captured'],
    [{ aiolocals: 1, ident: 'A/1', packed: 7 }, 'its packed state cannot be read'],
    [{ aiolocals: 1, ident: 'A/1', packed: 'spam' }, 'its packed state cannot be read'],
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
      'Cannot restore a context from a carrier of version 2: this @aiolocals/workers reads version 1; ',
    );
    const seen = inContext('other', () =>
      restoreContext(later, () => Context.current(), { onRefusal: 'run-from-nothing' }),
    );
    expect(seen).toBeUndefined();
  });

  test('state of Locals that are unknown here is part of the next capture', () => {
    const state = ['test.carrier.unknown', 2, 'spam', 'ham'];
    const again = restoreContext({ aiolocals: 1, ident: 'A/1', state }, () => captureContext());
    expect(asJson(again).state).toEqual(state);
  });
});

test('restoreContext refuses invalid arguments', () => {
  const carrier = captured('ham');
  expect(() => restoreContext(carrier, 7 as never)).toThrow('Expected `fn` to be a function');
  expect(() => restoreContext(carrier, () => {}, null as never)).toThrow(
    'Expected `options` to be an object, got `null`',
  );
  expect(() => restoreContext(carrier, () => {}, { onRefusal: 'shrug' as never })).toThrow(
    "Expected `onRefusal` to be 'throw' or 'run-from-nothing', got `'shrug'` (string)",
  );
});
