import { configureLogging, LogConfiguration, RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';

test('a LogConfiguration writes to the console by default', () => {
  const handler = new LogConfiguration().getLogHandler(true);
  expect(handler).toBeInstanceOf(winston.transports.Console);
});

test('a LogConfiguration that returns something else than a format is refused with a clear message', () => {
  class Wrong extends LogConfiguration {
    override getFilters(): winston.Logform.Format[] {
      return [undefined as never];
    }
  }
  expect(() => configureLogging('orders', { logConfiguration: new Wrong() })).toThrow(
    new TypeError(
      'Expected `format` to be a winston format, got `undefined`; return what `winston.format` makes',
    ),
  );
});

test('configureLogging takes all five parts from the LogConfiguration', () => {
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

test('a line is what the formatter of the LogConfiguration makes', () => {
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

test('a filter of the LogConfiguration can drop a line', () => {
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

test('a filter of the LogConfiguration can remove fields that lines usually have', () => {
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

test('a template of your own is used with `debug: false` too, and shows objects as JSON', () => {
  const { lines, transport } = makeSink();
  const logConfiguration = new SinkConfiguration(transport);
  logConfiguration.format = '{level} {cart} {none}{fn}{message}';
  configureLogging('orders', { debug: false, logConfiguration });
  winston.info('loaded', { cart: { items: 1 }, none: null, fn: () => 1 });
  expect(lines).toEqual(['info {"items":1} [Function: fn]loaded']);
});

test('a service name with control characters cannot forge a text line', () => {
  const { lines, transport } = makeSink();
  const logConfiguration = new SinkConfiguration(transport);
  configureLogging('orders\nforged: [/#REQ1]\u001B[2J', { logConfiguration });
  winston.info('loaded');
  expect(lines).toEqual(['orders\\nforged: [/#REQ1]\\x1b[2J: [#] info - loaded']);
});
