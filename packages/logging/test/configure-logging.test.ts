import { configureLogging, LogConfiguration, RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';

test('prints the service, the path, the id, the level and the message', async () => {
  const { lines, transport } = makeSink();
  const logger = configureLogging('orders', {
    logConfiguration: new SinkConfiguration(transport),
  });
  inRequest('REQ7f', '/users', () => winston.info('loaded'));
  winston.info('outside');
  expect(await logger.flush()).toBe(true);
  expect(lines).toEqual(['orders: [/users#REQ7f] info - loaded', 'orders: [#] info - outside']);
});

test('logs from level debug on in debug mode, which is the default', () => {
  const { lines, transport } = makeSink();
  configureLogging('orders', { logConfiguration: new SinkConfiguration(transport) });
  winston.debug('shown');
  winston.silly('not shown');
  expect(lines).toEqual(['orders: [#] debug - shown']);
});

test('prints one JSON object a line, from level info on, in production', () => {
  const { lines, transport } = makeSink();
  configureLogging('orders', {
    debug: false,
    logConfiguration: new SinkConfiguration(transport),
  });
  inRequest('REQ7f', '/users', () => {
    winston.debug('not shown');
    winston.info('loaded', { count: 3 });
  });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      message: 'loaded',
      service: 'orders',
      requestId: 'REQ7f',
      requestPath: '/users',
      count: 3,
    },
  ]);
});

test('takes the title of the process for a name when it is given none', () => {
  const { lines, transport } = makeSink();
  configureLogging(undefined, { logConfiguration: new SinkConfiguration(transport) });
  winston.info('loaded');
  expect(lines).toEqual([`${process.title}: [#] info - loaded`]);
});

test('asks the configuration for its five parts', () => {
  const { lines, transport } = makeSink();
  class Own extends LogConfiguration {
    override name = 'own';
    override format = '{name}|{requestId}|{shout}|{level}|{message}';
    override getFilters(): winston.Logform.Format[] {
      const shout = winston.format((info) => ({
        ...info,
        shout: String(info.message).toUpperCase(),
      }));
      return [new RequestIdFilter(), shout()];
    }
    override getLogHandler(): winston.transport {
      return transport;
    }
    override getLoggingLevel(debug: boolean): string {
      return debug ? 'warn' : 'error';
    }
  }
  configureLogging('orders', { logConfiguration: new Own() });
  inRequest('REQ7f', '/', () => {
    winston.info('not shown');
    winston.warn('low');
  });
  expect(lines).toEqual(['own|REQ7f|LOW|warn|low']);
});

test('prints what the formatter of the configuration makes', () => {
  const { lines, transport } = makeSink();
  class Own extends SinkConfiguration {
    override getFormatter(): winston.Logform.Format {
      return winston.format.printf((info) => `${String(info.requestPath)} ${String(info.message)}`);
    }
  }
  configureLogging('orders', { logConfiguration: new Own(transport) });
  inRequest('REQ7f', '/users', () => winston.info('loaded'));
  expect(lines).toEqual(['/users loaded']);
});

test('replaces what the root logger had, and returns it', () => {
  const first = makeSink();
  const second = makeSink();
  configureLogging('first', { logConfiguration: new SinkConfiguration(first.transport) });
  const logger = configureLogging('second', {
    logConfiguration: new SinkConfiguration(second.transport),
  });
  logger.info('from the logger');
  winston.info('from winston');
  expect(first.lines).toEqual([]);
  expect(second.lines).toEqual([
    'second: [#] info - from the logger',
    'second: [#] info - from winston',
  ]);
});

test('says what is wrong with an argument', () => {
  expect(() => configureLogging('')).toThrow(
    new TypeError("Expected `serviceName` to be a string that is not empty, got `''` (string)"),
  );
  expect(() => configureLogging('orders', { debug: 1 as never })).toThrow(
    new TypeError('Expected `debug` to be a boolean, got `1` (number)'),
  );
  expect(() => configureLogging('orders', { logConfiguration: {} as never })).toThrow(
    new TypeError('Expected `logConfiguration` to be a LogConfiguration, got an object'),
  );
});
