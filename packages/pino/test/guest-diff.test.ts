import { attachContext } from '@aiolocals/pino';
import { expect, test } from 'vitest';
import { LOG_CALLS } from './support/log-calls.js';
import { inRequest, makeLogger } from './support/sink.js';

const ADDED = ',"requestId":"REQ7f","requestPath":"/users"';

test.each(LOG_CALLS)(
  'a line is that of pino, byte for byte, with the fields of the request: %s',
  (_name, options, call) => {
    const stock = makeLogger(options);
    const attached = makeLogger(options);
    attachContext(attached.logger);
    const returned = call(stock.logger as never);
    expect(inRequest('REQ7f', '/users', () => call(attached.logger as never))).toEqual(returned);
    expect(attached.lines).toHaveLength(stock.lines.length);
    for (const [index, line] of attached.lines.entries()) {
      expect(line.split(ADDED)).toHaveLength(2);
      expect(line.replace(ADDED, '')).toBe(stock.lines[index]);
    }
  },
);

test.each(LOG_CALLS)('outside any request a line is that of pino: %s', (_name, options, call) => {
  const stock = makeLogger(options);
  const attached = makeLogger(options);
  attachContext(attached.logger);
  call(stock.logger as never);
  call(attached.logger as never);
  expect(attached.lines).toEqual(stock.lines);
});

test('what a logger reports about itself is the same as before', () => {
  const { logger } = makeLogger({ level: 'warn' });
  const keys = Object.keys(logger);
  const before = [logger.level, logger.levelVal, logger.bindings(), logger.isLevelEnabled('info')];
  attachContext(logger);
  const after = [logger.level, logger.levelVal, logger.bindings(), logger.isLevelEnabled('info')];
  expect(after).toEqual(before);
  expect(Object.keys(logger)).toEqual(keys);
  expect(logger.isLevelEnabled('bogus')).toBe(false);
});

test('what throws in a call of pino throws in a call of an attached logger', () => {
  const { logger } = makeLogger();
  attachContext(logger);
  const hostile = {
    get field(): never {
      throw new Error('from a getter');
    },
  };
  inRequest('REQ7f', '/users', () => expect(() => logger.info(hostile)).toThrow('from a getter'));
});
