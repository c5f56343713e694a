import { configureLogging, LogConfiguration } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';

test('writes to the console by default', () => {
  const handler = new LogConfiguration().getLogHandler(true);
  expect(handler).toBeInstanceOf(winston.transports.Console);
});

test('says what is wrong with the options', () => {
  expect(() => configureLogging('orders', null as never)).toThrow(
    new TypeError('Expected `options` to be an object, got `null`'),
  );
  expect(() => configureLogging('orders', [] as never)).not.toThrow();
  expect(() => configureLogging((() => 1) as never)).toThrow('got a function');
  expect(() => configureLogging('orders', { fields: [[]] as never })).toThrow('got `undefined`');
  expect(() => configureLogging('orders', { fingersCrossed: { lines: [] as never } })).toThrow(
    'got an array',
  );
});

test('says what is wrong with what a configuration returns', () => {
  class Wrong extends LogConfiguration {
    override getFilters(): winston.Logform.Format[] {
      return [undefined as never];
    }
  }
  expect(() => configureLogging('orders', { logConfiguration: new Wrong() })).toThrow(
    new TypeError('Expected `format` to be a winston format, got `undefined`'),
  );
});

test('a filter of the configuration can drop a line', () => {
  const { lines, transport } = makeSink();
  class Picky extends SinkConfiguration {
    override getFilters(): winston.Logform.Format[] {
      return [winston.format((info) => (info.message === 'drop' ? false : info))()];
    }
  }
  configureLogging('orders', { logConfiguration: new Picky(transport), fingersCrossed: true });
  inRequest('REQ1', '/', () => {
    winston.info('drop');
    winston.silly('drop');
    winston.info('keep');
  });
  expect(lines).toEqual(['orders: [/#REQ1] info - keep']);
});

test('a filter of the configuration can take away what is usual', () => {
  const { lines, transport } = makeSink();
  class Bare extends SinkConfiguration {
    override getFilters(): winston.Logform.Format[] {
      return [
        winston.format((info) => {
          const { level, requestId, requestPath } = info;
          return { level, message: 5, requestId, requestPath };
        })(),
      ];
    }
  }
  configureLogging('orders', { debug: false, logConfiguration: new Bare(transport) });
  inRequest('REQ1', '/', () => winston.info('loaded'));
  expect(parse(lines)).toEqual([
    { level: 'info', message: 5, requestId: 'REQ1', requestPath: '/' },
  ]);
});

test('a template of one’s own is used in production too, with objects as JSON', () => {
  const { lines, transport } = makeSink();
  const logConfiguration = new SinkConfiguration(transport);
  logConfiguration.format = '{level} {cart} {none}{fn}{message}';
  configureLogging('orders', { debug: false, logConfiguration });
  winston.info('loaded', { cart: { items: 1 }, none: null, fn: () => 1 });
  expect(lines).toEqual(['info {"items":1} [Function: fn]loaded']);
});

test('a child without meta is a child', () => {
  const { logger, lines } = configured();
  logger.child(undefined as never).info('loaded');
  expect(lines).toEqual(['orders: [#] info - loaded']);
});

test('a level method without arguments, or taken from its logger, logs', () => {
  const { logger, lines } = configured();
  const { info } = logger;
  (info as unknown as () => void).call(undefined);
  expect(lines).toEqual(['orders: [#] info - ']);
});

test('profiles and timers take what winston takes', () => {
  const { logger, lines } = configured({ debug: false });
  logger.profile('bare');
  logger.profile('bare');
  logger.startTimer().done(null);
  logger.profile('failed');
  logger.profile('failed', new Error('timed out') as never);
  expect(parse(lines)).toMatchObject([
    { message: 'bare', durationMs: expect.any(Number) },
    { level: 'info', durationMs: expect.any(Number) },
    { message: 'timed out', durationMs: expect.any(Number), error: { message: 'timed out' } },
  ]);
});

test('custom levels work as those of npm do', () => {
  const { lines, transport } = makeSink();
  const { logger } = configured({ debug: false });
  logger.configure({
    levels: { loud: 0, quiet: 1 },
    level: 'loud',
    transports: transport,
    format: logger.format,
  });
  logger.log('quiet', 'not shown');
  logger.log('loud', 'shown');
  logger.log('louder', 'unknown');
  logger.configure({ levels: winston.config.npm.levels, transports: transport });
  expect(parse(lines).map(({ level, message }) => [level, message])).toEqual([
    ['loud', 'shown'],
    ['louder', 'unknown'],
  ]);
});

test('a level that is no text is one', () => {
  const { lines } = configured({ debug: false });
  winston.log(Symbol('odd') as never, 'shown');
  winston.log({ message: 'no level' } as never);
  expect(parse(lines).map(({ level }) => level)).toEqual(['Symbol(odd)', 'info']);
});
