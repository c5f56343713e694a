import { requestPolicy } from '@aiolocals/core/http';
import { expect, test } from 'vitest';

test.each([
  [
    null,
    'Expected `options` to be an object, got `null`; `contextMiddleware` takes `header`, `echo`, `timeout`, `maxTimeout`, `maxPathLength`, `trust`, `validate`, `generate`, `setup` and `onClose`',
  ],
  [{ header: '' }, "Expected `header` to be the name of a header or false, got `''` (string)"],
  [{ header: true }, 'Expected `header` to be the name of a header or false, got `true` (boolean)'],
  [
    { header: 'a b' },
    "Expected `header` to be the name of a header or false, got `'a b'` (string)",
  ],
  [{ echo: 1 }, 'Expected `echo` to be a boolean or the name of a header, got `1` (number)'],
  [
    { timeout: -1 },
    'Expected `timeout` to be a number of milliseconds, 0 or more, or a function that returns one, got `-1` (number)',
  ],
  [
    { maxTimeout: '5' },
    "Expected `maxTimeout` to be a number of milliseconds, 0 or more, got `'5'` (string)",
  ],
  [
    { maxPathLength: 15 },
    'Expected `maxPathLength` to be a whole number of characters, 16 or more, or Infinity, got `15` (number)',
  ],
  [
    { maxPathLength: 20.5 },
    'Expected `maxPathLength` to be a whole number of characters, 16 or more, or Infinity, got `20.5` (number)',
  ],
  [{ trust: true }, 'Expected `trust` to be a function, got `true` (boolean)'],
  [{ validate: /a/ }, 'Expected `validate` to be a function, got an object'],
  [{ generate: 'a' }, "Expected `generate` to be a function, got `'a'` (string)"],
  [{ setup: {} }, 'Expected `setup` to be a function, got an object'],
  [{ onClose: [] }, 'Expected `onClose` to be a function, got an array'],
])('options %j are refused at once, with a sentence', (options, message) => {
  expect(() => requestPolicy(options as never)).toThrow(new TypeError(message));
});

test('no options are all right', () => {
  expect(requestPolicy()).toMatchObject({ header: 'x-request-id', echo: 'X-Request-ID' });
});

test('an endless timeout is none, and the smaller of it and `maxTimeout` counts', () => {
  expect(requestPolicy({ timeout: Infinity }).timeout).toBeUndefined();
  expect(requestPolicy({ timeout: 5, maxTimeout: 10 }).timeout).toBe(5);
  expect(requestPolicy({ timeout: 10, maxTimeout: 5 }).timeout).toBe(5);
  expect(requestPolicy({ maxTimeout: 5 }).timeout).toBe(5);
});
