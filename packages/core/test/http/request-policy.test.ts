import { requestPolicy } from '@aiolocals/core/http';
import { expect, test } from 'vitest';

test.each([
  [
    null,
    'Expected `options` to be an object, got `null`; `contextMiddleware` takes `header`, `echo`, `timeout`, `trust`, `validate`, `generate`, `setup` and `onClose`',
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
    'Expected `timeout` to be a number of milliseconds, 0 or more, got `-1` (number)',
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

test('an endless timeout is none', () => {
  expect(requestPolicy({ timeout: Infinity }).timeout).toBeUndefined();
});
