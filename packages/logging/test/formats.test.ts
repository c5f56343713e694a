import { attachContext } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink } from './support/sink.js';

test('a text line shows an error with its stack, its fields and its causes', () => {
  const { lines } = configured();
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const errors = new AggregateError([new Error('first'), 'second'], 'all failed', { cause });
  winston.error('failed', errors);
  const text = lines.join('\n');
  expect(text).toMatch(
    /^orders: \[#\] error - failed\n {4}AggregateError: all failed\n {8}at [^]*\n {6}Error: first\n[^]*\n {6}"second"\n {6}cause: Error: refused\n[^]*\n {8}\{"code":"ECONNREFUSED"\}$/,
  );
});

test('a text line shows an error without a stack by its name and message', () => {
  const { lines } = configured();
  const error = new TypeError('plain');
  delete error.stack;
  Object.defineProperty(error, 'stack', { value: undefined });
  winston.error('failed', error);
  winston.error('twice', error, new Error('second'));
  expect(lines[0]).toBe('orders: [#] error - failed\n    TypeError: plain');
  expect(lines[1]).toContain('"shadowed":{"error":{"name":"Error","message":"second"');
});

test('a JSON line has an error as name, message, stack and cause', () => {
  const { lines } = configured({ debug: false });
  const error = new RangeError('too far', { cause: new Error('went on') });
  winston.error('failed', error);
  winston.error(error);
  winston.error('nested', { deep: { error } });
  const shape = {
    name: 'RangeError',
    message: 'too far',
    stack: error.stack,
    cause: { name: 'Error', message: 'went on', stack: (error.cause as Error).stack },
  };
  expect(parse(lines)).toMatchObject([
    { message: 'failed', error: shape },
    { message: 'too far', error: shape },
    { message: 'nested', deep: { error: shape } },
  ]);
});

test('a text line of a crash shows the stack, and not the state of the process', () => {
  const { logger, lines } = configured();
  const error = new Error('boom');
  logger.log(logger.exceptions.getAllInfo(error) as winston.LogEntry);
  // A transport that does not handle exceptions is not given them.
  expect(lines).toEqual([]);
  Object.assign(logger.transports[0] ?? {}, { handleExceptions: true });
  logger.log(logger.exceptions.getAllInfo(error) as winston.LogEntry);
  expect(lines[0]?.split('\n').slice(0, 2)).toEqual([
    'orders: [#] error - uncaughtException: boom',
    '    Error: boom',
  ]);
  expect(lines[0]).not.toContain('memoryUsage');
});

test('a template shows nothing for what an entry does not have', () => {
  const { lines, transport } = makeSink();
  const { logger } = configured();
  const format = logger.format;
  const own = attachContext(winston.createLogger({ format, transports: transport }));
  inRequest('REQ1', '/', () => own.info('in another logger'));
  own.info('outside', { missing: undefined });
  expect(lines).toEqual([
    'orders: [/#REQ1] info - in another logger',
    'orders: [#] info - outside',
  ]);
});

test('a winston format of a hardened logger can drop an entry or return another', () => {
  const seen: string[] = [];
  const { lines, transport } = makeSink();
  const format = winston.format.combine(
    winston.format((info) => (info.message === 'drop' ? false : info))(),
    winston.format((info) => {
      seen.push(String(info.message));
      return { level: info.level, message: `new ${String(info.message)}` };
    })(),
  );
  const logger = attachContext(winston.createLogger({ format, transports: transport }), {
    hardened: true,
  });
  logger.info('drop');
  logger.info('keep');
  expect(seen).toEqual(['keep']);
  // No format of this logger makes a line of the entry.
  expect(parse(lines)).toEqual([{ level: 'info', message: 'new keep' }]);
});

test('a winston format of a hardened logger that returns true keeps the entry', () => {
  const { lines, transport } = makeSink();
  const yes = winston.format(() => true)();
  const logger = attachContext(winston.createLogger({ format: yes, transports: transport }), {
    hardened: true,
  });
  inRequest('REQ1', '/', () => logger.info('kept'));
  expect(parse(lines)).toEqual([
    { level: 'info', message: 'kept', requestId: 'REQ1', requestPath: '/' },
  ]);
});
