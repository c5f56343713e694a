import { Local } from '@aiolocals/core';
import { attachContext, configurePino, flush } from '@aiolocals/pino';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { makeSink } from './support/sink.js';

const destination = makeSink();

function refusal(message: RegExp): unknown {
  return expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(message) });
}

test.each([
  [{ feilds: [] }, /feilds.*did you mean `fields`/],
  [{ fields: 7 }, /fields/],
  [{ fields: { requestId: 'level' } }, /level/],
  [{ fingersCrossed: true }, /configurePino/],
  [{ level: 'info' }, /pass it to `pino`/],
  [null, /`options` to be an object, got `null`/],
  ['fields', /`options` to be an object, got `'fields'`/],
  [new Date(0), /`options` to be a plain object/],
])('attachContext refuses %j', (options, message) => {
  expect(() => attachContext(pino({}, destination), options as never)).toThrow(refusal(message));
});

test('attachContext takes no index of a `map` for options', () => {
  const logger = pino({}, destination);
  expect([logger].map((each, index) => attachContext(each, index as never))).toEqual([logger]);
});

test.each(['msg', 'err', 'time', 'shadowed'])(
  'a Local cannot have the name of pino’s field `%s`',
  (name) => {
    const local = new Local<Record<string, number>>({ [name]: 1 });
    expect(() => attachContext(pino({}, destination), { fields: [local] })).toThrow(
      refusal(/fields\[0\]/),
    );
  },
);

test.each([undefined, null, {}, console, 'logger'])(
  'attachContext refuses what is no logger of pino: %j',
  (logger) => {
    expect(() => attachContext(logger as never)).toThrow(refusal(/a pino logger.*`pino\(\)`/));
  },
);

test.each([
  [{ acessLog: true }, /did you mean `accessLog`/],
  [{ level: 'debug' }, /pass it in `pino`/],
  [{ pino: 'x' }, /options of pino/],
  [{ pino: Promise.resolve({ level: 'info' }) }, /options of pino, got a promise/],
  [{ pino: new Map([['level', 'info']]) }, /options of pino, got a map/],
  [{ destination: {} }, /destination/],
  [{ fingersCrossed: { level: 'eror' } }, /did you mean `error`/],
  [{ fingersCrossed: { lines: 0 } }, /lines/],
  [{ accessLog: { level: 'info' } }, /level/],
  [
    {
      accessLog: true,
      pino: { customLevels: { low: 1 }, useOnlyCustomLevels: true, level: 'low' },
    },
    /a level `error`/,
  ],
])('configurePino refuses %j', (options, message) => {
  expect(() => configurePino({ destination, ...options } as never)).toThrow(refusal(message));
});

test.each([
  [{ timeout: 'soon' }, /timeout/],
  [{ timout: 7 }, /did you mean `timeout`/],
])('flush refuses %j', async (options, message) => {
  await expect(flush(pino({}, destination), options as never)).rejects.toEqual(refusal(message));
});

test('flush refuses what is neither a logger nor a destination', async () => {
  await expect(flush({})).rejects.toEqual(refusal(/a pino logger or a destination/));
});
