import { Context, Local, request } from '@aiolocals/core';
import { type Carrier, CARRIER_VERSION, CarrierError, openCarrier } from '@aiolocals/core/carrier';
import { describe, expect, test } from 'vitest';

const bag = Local.for('test.open-carrier', { value: undefined as unknown });

/** A carrier as it comes out of JSON. */
function carrierOf(value: unknown): Carrier {
  const encoded = ['test.open-carrier', 2, 'value', value];
  return JSON.parse(JSON.stringify({ aiolocals: 1, ident: 'a1', encoded })) as Carrier;
}

const arrived = (carrier: unknown): unknown => openCarrier(carrier)?.enter(() => bag.value);

describe('a carrier brings', () => {
  test.for<[unknown, unknown]>([
    ['text', 'text'],
    [null, null],
    [['undefined'], undefined],
    [['number', 'NaN'], Number.NaN],
    [['number', '-0'], -0],
    [['bigint', '-', 'ff'], -255n],
    [['bigint', '', 'ff'], 255n],
    [
      ['array', 1, ['undefined']],
      [1, undefined],
    ],
    [['object', 'a', 1, '__proto__', ['array']], JSON.parse('{ "a": 1, "__proto__": [] }')],
    [['map', 'a', ['set', 1]], new Map([['a', new Set([1])]])],
    [['date', 7], new Date(7)],
    [['regexp', 'a+', 'g'], /a+/g],
    [['boxed', 7], new Number(7)],
    [['bytes', 'ArrayBuffer', 'AQI='], new Uint8Array([1, 2]).buffer],
    [['bytes', 'Uint16Array', 'AQI='], new Uint16Array(new Uint8Array([1, 2]).buffer)],
  ])('%j', ([encoded, value]) => {
    expect(arrived(carrierOf(encoded))).toEqual(value);
  });

  test('an error with its kind, its stack and its cause', () => {
    const error = arrived(carrierOf(['error', 'RangeError', 'far', 'at home', 'cause'])) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect([error.message, error.stack, error.cause]).toEqual(['far', 'at home', 'cause']);
    const other = arrived(carrierOf(['error', 'OddError', 'odd', 'at home'])) as Error;
    expect(other).toBeInstanceOf(Error);
    expect('cause' in other).toBe(false);
  });

  test('a deadline, of which the earlier of two holds', () => {
    const carrier = { ...carrierOf('x'), deadline: Date.now() + 60_000 };
    expect(openCarrier(carrier)?.remaining()).toBeLessThanOrEqual(60_000);
    expect(openCarrier(carrier, { timeout: 1_000 })?.remaining()).toBeLessThanOrEqual(1_000);
    expect(openCarrier(carrier, { timeout: 600_000 })?.remaining()).toBeLessThanOrEqual(60_000);
    expect(openCarrier({ ...carrier, deadline: 1 })?.cancelled).toBe(true);
    expect(openCarrier(carrierOf('x'))?.deadline).toBeUndefined();
  });

  test('what it says when it is read, once', () => {
    let reads = 0;
    const twofaced = {
      ...carrierOf('x'),
      get deadline(): unknown {
        reads += 1;
        return reads === 1 ? Date.now() + 60_000 : 'never';
      },
    };
    expect(openCarrier(twofaced)?.remaining()).toBeLessThanOrEqual(60_000);
    expect(reads).toBe(1);
  });

  test('its ident, and a name by the options', () => {
    const context = openCarrier(carrierOf('x'), { name: 'job' });
    expect([context?.ident, context?.name, context?.closed]).toEqual(['a1', 'job', false]);
  });

  test('no context, if it was made outside any', () => {
    expect(openCarrier({ aiolocals: CARRIER_VERSION })).toBeUndefined();
  });
});

test.for<[unknown, string]>([
  [undefined, 'it is undefined'],
  [null, 'it is null'],
  ['a1', 'it is a string'],
  [{}, 'it has no version'],
  [{ aiolocals: 0 }, 'it has no version'],
  [{ aiolocals: 1, ident: '' }, 'its ident is not a string'],
  [{ aiolocals: 1, ident: 'a1', deadline: 'soon' }, 'its deadline is not a time'],
  [{ aiolocals: 1, ident: 'a1', packed: 'x' }, 'its state is packed, which is no longer read'],
  [{ aiolocals: 1, state: [] }, 'it has state but no ident'],
  [{ aiolocals: 1, ident: 'a1', state: [7] }, 'its state is not what was captured'],
  [{ aiolocals: 1, ident: 'a1', encoded: 7 }, 'its state is not what was captured'],
  [carrierOf(['odd']), 'its state is not what was captured'],
  [carrierOf({ a: 1 }), 'its state is not what was captured'],
  [carrierOf(['bytes', 'OddArray', 'AQI=']), 'its state is not what was captured'],
])('a carrier is refused if %j: %s', ([carrier, why]) => {
  expect(() => openCarrier(carrier)).toThrow(CarrierError);
  expect(() => openCarrier(carrier)).toThrow(
    `Cannot restore a context from this carrier: ${why}; pass what \`captureContext\` returned, unchanged`,
  );
});

test('a carrier of a later version is refused, with what to do', () => {
  expect(() => openCarrier({ aiolocals: 2 })).toThrow(
    'install the version here that made the carrier',
  );
});

test('what arrives leaves the current context as it is', () => {
  new Context({ parent: null, ident: 'mine' }).run(() => {
    request.id = 'mine';
    openCarrier(carrierOf('x'));
    expect([request.id, Context.current()?.ident]).toEqual(['mine', 'mine']);
  });
});

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const boom = (): never => {
  throw new Error('boom');
};

test.for<[string, object]>([
  [
    'whose version throws',
    {
      get aiolocals(): number {
        return boom();
      },
    },
  ],
  [
    'whose state throws',
    {
      aiolocals: 1,
      ident: 'a1',
      get state(): never {
        return boom();
      },
    },
  ],
  ['that is a Proxy which throws', new Proxy(carrierOf('x'), { get: boom, has: boom })],
  ['that is a revoked Proxy', revoked],
])('a carrier %s is damaged', ([, carrier]) => {
  const refused = expect.objectContaining({ name: 'CarrierError', code: 'ERR_CARRIER' });
  expect(() => openCarrier(carrier)).toThrow(refused);
  expect(() => openCarrier(carrier)).toThrow('it cannot be read');
});
