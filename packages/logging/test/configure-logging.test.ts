import { configureLogging } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';

test('a line shows the service, the path, the id, the level and the message', async () => {
  const { lines, transport } = makeSink();
  const logger = configureLogging('orders', {
    logConfiguration: new SinkConfiguration(transport),
  });
  inRequest('REQ7f', '/users', () => winston.info('loaded'));
  winston.info('outside');
  expect(await logger.flush()).toBe(true);
  expect(lines).toEqual(['orders: [/users#REQ7f] info - loaded', 'orders: [#] info - outside']);
});

test('configureLogging logs from level debug on by default', () => {
  const { lines, transport } = makeSink();
  configureLogging('orders', { logConfiguration: new SinkConfiguration(transport) });
  winston.debug('shown');
  winston.silly('not shown');
  expect(lines).toEqual(['orders: [#] debug - shown']);
});

test('configureLogging with `debug: false` prints one JSON object per line, from level info on', () => {
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

test('the service is named after the process if configureLogging is given no name', () => {
  const { lines, transport } = makeSink();
  configureLogging(undefined, { logConfiguration: new SinkConfiguration(transport) });
  winston.info('loaded');
  expect(lines).toEqual([`${process.title}: [#] info - loaded`]);
});

test('configureLogging replaces what the root logger of winston had, and returns that logger', () => {
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

test('configureLogging refuses an argument of the wrong kind with a clear message', () => {
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

test('configureLogging refuses options of the wrong kind with a clear message', () => {
  expect(() => configureLogging('orders', null as never)).toThrow(
    /^Expected `options` to be an object, got `null`; `configureLogging` takes `debug`, /,
  );
  expect(() => configureLogging('orders', [] as never)).toThrow('to be an object, got an array');
  expect(() => configureLogging((() => 1) as never)).toThrow('got a function');
  expect(() => configureLogging('orders', { fields: [[]] as never })).toThrow('got an array');
  expect(() => configureLogging('orders', { fingersCrossed: { lines: [] as never } })).toThrow(
    'got an array',
  );
});

test('JSON lines that follow each other each have their own values', () => {
  const { lines, transport } = makeSink();
  const services = ['a', 'a', 'a', 'b', 'b', 'b'];
  class RenamesService extends SinkConfiguration {
    override getFilters(): winston.Logform.Format[] {
      const rename = winston.format((info) => Object.assign(info, { service: services.shift() }));
      return [rename()];
    }
  }
  configureLogging('orders', { debug: false, logConfiguration: new RenamesService(transport) });
  const requests = [
    ['1', '/"'],
    ['1', '/'],
    ['2', '/'],
  ] as const;
  for (const [id, path] of requests) {
    inRequest(id, path, () => winston.info('line'));
    inRequest(id, path, () => winston.warn('line'));
  }
  expect(
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .map(({ level, service, requestId, requestPath }) =>
        [level, service, requestId, requestPath].join(' '),
      ),
  ).toEqual(['info a 1 /"', 'warn a 1 /"', 'info a 1 /', 'warn b 1 /', 'info b 2 /', 'warn b 2 /']);
});
