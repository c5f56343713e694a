import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { optionsFromEnvironment } from '../../../src/register/internal/options-from-environment.js';
import { warnings } from '../../http/support/warnings.js';

const from = (remoteAddress: string): IncomingMessage =>
  ({ socket: { remoteAddress } }) as IncomingMessage;

describe('the environment', () => {
  test('has the options as text', () => {
    const messages = warnings();
    const { trust, validate, ...rest } = optionsFromEnvironment({
      AIOLOCALS_HEADER: 'false',
      AIOLOCALS_ECHO: 'true',
      AIOLOCALS_TIMEOUT: '1.5',
      AIOLOCALS_MAX_TIMEOUT: '0',
      AIOLOCALS_MAX_PATH_LENGTH: '16',
      AIOLOCALS_VALIDATE: '^x',
      AIOLOCALS_TRUST: 'true',
      AIOLOCALS_ENVELOPE_KEY: 'of another package',
      PATH: '/bin',
    });
    expect(rest).toEqual({
      header: false,
      echo: true,
      timeout: 1.5,
      maxTimeout: 0,
      maxPathLength: 16,
    });
    expect(validate?.('xy')).toBe(true);
    expect(validate?.('yx')).toBe(false);
    expect(trust?.(from('10.0.0.1'))).toBe(true);
    expect(optionsFromEnvironment({ AIOLOCALS_ECHO: 'false', AIOLOCALS_HEADER: '' })).toEqual({
      echo: false,
    });
    expect(messages).toEqual([]);
  });

  test.each([
    [
      '127.0.0.1,10.0.0.0/8',
      ['127.0.0.1', '::ffff:127.0.0.1', '10.9.9.9'],
      ['127.0.0.2', '::1', ''],
    ],
    ['::1, fd00::/8', ['::1', 'fd12::1'], ['::2', '10.0.0.1']],
    ['false', [], ['127.0.0.1']],
  ])('trusts %s', (text, trusted, others) => {
    const { trust } = optionsFromEnvironment({ AIOLOCALS_TRUST: text });
    expect(trusted.filter((address) => trust?.(from(address)) !== true)).toEqual([]);
    expect(others.filter((address) => trust?.(from(address)) !== false)).toEqual([]);
    expect(trust?.({ socket: {} } as IncomingMessage)).toBe(false);
  });

  test.each([
    [
      'AIOLOCALS_HEDAER',
      'x',
      'Unknown variable `AIOLOCALS_HEDAER` in the environment: did you mean AIOLOCALS_HEADER?',
    ],
    ['AIOLOCALS_SPAM', 'x', 'in the environment: there are AIOLOCALS_HEADER, AIOLOCALS_ECHO,'],
    ['AIOLOCALS_HEADER', 'a b', '`AIOLOCALS_HEADER=a b` is not used: Expected `header` to be'],
    ['AIOLOCALS_ECHO', 'a b', 'Expected `echo` to be a boolean or the name of a header'],
    ['AIOLOCALS_TIMEOUT', '-1', 'is not used: Expected `timeout` to be a number of milliseconds'],
    ['AIOLOCALS_MAX_PATH_LENGTH', '3', 'Expected `maxPathLength` to be a whole number'],
    ['AIOLOCALS_VALIDATE', '(', 'Invalid regular expression'],
    ['AIOLOCALS_TRUST', '10.0.0.0/33', 'expected true, false, or IP addresses and subnets'],
    ['AIOLOCALS_TRUST', '10.0.0.0/8/8', 'expected true, false, or IP addresses and subnets'],
    ['AIOLOCALS_TRUST', 'localhost', 'expected true, false, or IP addresses and subnets'],
  ])('leaves out %s=%s, and says so', async (name, text, message) => {
    const messages = warnings();
    expect(optionsFromEnvironment({ [name]: text })).toEqual({});
    await expect.poll(() => messages).toEqual([expect.stringContaining(message)]);
  });
});
