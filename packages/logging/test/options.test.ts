import { once } from 'node:events';
import { Context, Local } from '@aiolocals/core';
import { openRequest } from '@aiolocals/core/http';
import { attachContext, configureLogging, LogConfiguration } from '@aiolocals/logging';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import winston from 'winston';
import { configured, messages, parse } from './support/configured.js';
import { makeSink, SinkConfiguration } from './support/sink.js';

const user = new Local<{ userId: number; email: string }>({ userId: 0, email: '' });
const shared = Local.for<{ token: string }>('logging.test.options', { token: '' });
const open = new Local();
const hide = { email: true };

function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  return 'nothing was thrown';
}

const configure = (options: unknown): unknown => configureLogging('orders', options as never);
const CONFIGURATION = 'of a `LogConfiguration`, and pass that as `logConfiguration`';
const REDACTION = 'an object with a redaction for each attribute';

describe('configureLogging refuses', () => {
  test.for<[unknown, string]>([
    [{ debgu: true }, 'Unknown option `debgu` for `configureLogging`: did you mean `debug`?'],
    [
      { accesslog: 1 },
      'Unknown option `accesslog` for `configureLogging`: did you mean `accessLog`?',
    ],
    [
      { level: 'info' },
      `Unknown option \`level\` for \`configureLogging\`: override \`getLoggingLevel\` ${CONFIGURATION}`,
    ],
    [
      { format: '{message}' },
      'Unknown option `format` for `configureLogging`: set the template `format`, or override `getFormatter`, ' +
        CONFIGURATION,
    ],
    [
      { transports: [] },
      `Unknown option \`transports\` for \`configureLogging\`: override \`getLogHandler\` ${CONFIGURATION}`,
    ],
    [
      { serviceName: 'a' },
      'Unknown option `serviceName` for `configureLogging`: pass the name of the service as the first argument',
    ],
    [
      [],
      'Expected `options` to be an object, got an array; `configureLogging` takes `debug`, `logConfiguration`, ' +
        '`fields`, `fingersCrossed` and `accessLog`',
    ],
    [{ debug: 'no' }, "Expected `debug` to be a boolean, got `'no'` (string)"],
    [
      { fields: { requestId: 'id', requestPath: 'id' } },
      "Expected `requestId`, `requestPath` and `late` of `fields` to be different names, got `'id'` (string) twice",
    ],
    [
      { fields: [{ requestPath: 'a' }, user, { late: 'requestId' }] },
      "Expected `requestId`, `requestPath` and `late` of `fields` to be different names, got `'requestId'` (string) twice",
    ],
    [{ fields: null }, 'Expected `fields` to be an array of Locals, got `null`; pass `[local]`'],
    [
      { fields: new Date(0) },
      'Expected `fields` to be an array of Locals, got an object; pass `[local]`',
    ],
    [{ fields: user }, 'Expected `fields` to be an array of Locals, got an object; pass `[local]`'],
  ])('%j', ([options, message]) => expect(refusal(() => configure(options))).toBe(message));
});

test.for<[unknown, string]>([
  [5, '`5` (number)'],
  ['', "`''` (string)"],
])('the name %j of a LogConfiguration is refused', ([name, got]) => {
  const logConfiguration = Object.assign(new LogConfiguration(), { name });
  expect(refusal(() => configure({ logConfiguration }))).toBe(
    `Expected \`logConfiguration.name\` to be a string that is not empty, got ${got}`,
  );
});

describe('`fingersCrossed` refuses', () => {
  test.for<[unknown, string]>([
    [{ line: 5 }, 'Unknown option `line` for `fingersCrossed`: did you mean `lines`?'],
    [
      { lines: true },
      'Expected `fingersCrossed.lines` to be a number, 1 or more, got `true` (boolean)',
    ],
    [
      { bytes: '5' },
      "Expected `fingersCrossed.bytes` to be a number, 1 or more, got `'5'` (string)",
    ],
    [
      { contexts: [5] },
      'Expected `fingersCrossed.contexts` to be a number, 1 or more, got an array',
    ],
    [{ hold: null }, 'Expected `fingersCrossed.hold` to be the name of a level, got `null`'],
    [[], 'Expected `fingersCrossed` to be a boolean or an object, got an array'],
  ])('%j', ([fingersCrossed, message]) =>
    expect(refusal(() => configure({ fingersCrossed }))).toBe(message),
  );
});

describe('`accessLog` refuses', () => {
  test.for<[unknown, string]>([
    [{ levels: () => 'info' }, 'Unknown option `levels` for `accessLog`: did you mean `level`?'],
    [{ level: true }, 'Expected `accessLog.level` to be a function, got `true` (boolean)'],
    [[], 'Expected `accessLog` to be a boolean or an object, got an array'],
  ])('%j', ([accessLog, message]) => expect(refusal(() => configure({ accessLog }))).toBe(message));
});

describe('an entry of `fields` is refused:', () => {
  test.for<[string, unknown, string]>([
    [
      'a misspelt option',
      { local: user, redcat: hide },
      'Unknown option `redcat` for `fields`: did you mean `redact`?',
    ],
    ['no Local', { redact: hide }, 'Expected `fields[0].local` to be a Local, got `undefined`'],
    [
      '`redact: true`',
      { redact: true },
      `Expected \`fields[0].redact\` to be ${REDACTION}, got \`true\` (boolean)`,
    ],
    [
      '`redact: null`',
      { local: user, redact: null },
      `Expected \`fields[0].redact\` to be ${REDACTION}, got \`null\``,
    ],
    [
      'a list in `redact`',
      { local: user, redact: ['email'] },
      `Expected \`fields[0].redact\` to be ${REDACTION}, got an array`,
    ],
    [
      'a redaction that is off',
      { local: open, redact: { email: false } },
      'Expected `fields[0].redact.email` to be `true` or a function, got `false` (boolean)',
    ],
    [
      'a redaction of what the Local does not declare',
      { local: user, redact: { emial: true } },
      'Unknown option `emial` for `fields[0].redact`: did you mean `email`?',
    ],
    [
      'the same with a key',
      { local: shared, redact: { tokn: true } },
      'Unknown option `tokn` for `fields[0].redact`: did you mean `token`?',
    ],
    [
      'a redaction of what is not picked of an open Local',
      { local: open, attributes: ['email'], redact: { emial: true } },
      'Unknown option `emial` for `fields[0].redact`: did you mean `email`?',
    ],
    [
      'an attribute that the Local does not declare',
      { local: user, attributes: ['nope'] },
      'Unknown option `nope` for `fields[0].attributes`: it takes `userId` and `email`',
    ],
    [
      'an attribute that is no name',
      { local: user, attributes: [1] },
      'Expected `fields[0].attributes[0]` to be a string that is not empty, got `1` (number)',
    ],
    [
      'an array',
      [],
      'Expected `fields[0]` to be a Local or `{ local, attributes, redact }`, got an array',
    ],
  ])('%s', ([, field, message]) =>
    expect(refusal(() => configure({ fields: [field] }))).toBe(message),
  );
});

test('a redaction of an attribute that is declared but not picked, and any of an open Local, is accepted', () => {
  const fields = [
    { local: user, attributes: ['userId'], redact: { email: true as const } },
    { local: open, redact: { secret: true as const } },
  ];
  const { lines } = configured({ debug: false, fields });
  new Context().run(() => {
    open['secret'] = 'hush';
    winston.info('loaded');
  });
  expect(parse(lines)).toMatchObject([{ userId: 0, secret: '[redacted]' }]);
});

test('`fields` that name nothing change nothing', () => {
  const { logger, lines } = configured({ debug: false, fields: {} });
  logger.info('loaded');
  expect(parse(lines)).toEqual([expect.objectContaining({ message: 'loaded', requestId: '' })]);
});

test('what a caller does to `fields` later changes no line, and `toString` of an object is no redaction', () => {
  const redact: Record<string, true> = { email: true };
  const attributes = ['email', 'toString'];
  const { lines } = configured({ debug: false, fields: [{ local: open, attributes, redact }] });
  delete redact['email'];
  attributes.push('late');
  new Context().run(() => {
    Object.assign(open, { email: 'a@example.com', toString: 'text', late: 1 });
    winston.info('loaded');
  });
  expect(parse(lines)).toMatchObject([{ email: '[redacted]', toString: 'text' }]);
  expect(lines.join()).not.toContain('late');
});

test('attachContext refuses options and says where they belong, but not the index of a `map`', () => {
  const logger = winston.createLogger({ transports: makeSink().transport });
  const attach = (options: unknown): unknown =>
    (attachContext as (...args: unknown[]) => unknown)(logger, options);
  expect(refusal(() => attach({ accessLog: true }))).toBe(
    'Unknown option `accessLog` for `attachContext`: it is an option of `configureLogging`, for the root logger',
  );
  expect(refusal(() => attach({ level: 'info' }))).toBe(
    'Unknown option `level` for `attachContext`: pass it to `winston.createLogger`',
  );
  expect(refusal(() => attach({ timeout: 5 }))).toContain('it takes `fields` and `hardened`');
  for (const wrong of [[], null, true, 'fields', () => []])
    expect(refusal(() => attach(wrong))).toContain('Expected `options` to be an object, got ');
  expect([logger].map(attachContext)).toEqual([logger]);
});

test('flush refuses an unknown option and one of the wrong kind', async () => {
  const { logger } = configured();
  const flush = (options: unknown): Promise<boolean> => logger.flush(options as never);
  await expect(flush({ timout: 5 })).rejects.toThrow(
    new TypeError('Unknown option `timout` for `flush`: did you mean `timeout`?'),
  );
  await expect(flush({ timeout: '5' })).rejects.toThrow('Expected `timeout` to be a number of');
  await expect(flush([])).rejects.toThrow('Expected `options` to be an object, got an array');
});

class Failing extends LogConfiguration {
  override getLogHandler(): never {
    throw new Error('no disk');
  }
}

test.for<[string, object, string]>([
  ['an unknown option', { level: 'info' }, 'Unknown option `level`'],
  ['a wrong kind', { fields: [], accessLog: { level: 1 } }, 'Expected `accessLog.level`'],
  ['a name that two fields have', { fields: [user, user] }, 'Cannot log attribute `userId`'],
  ['a configuration that throws', { logConfiguration: new Failing() }, 'no disk'],
  [
    'what is no transport',
    { logConfiguration: new SinkConfiguration({} as never) },
    'Expected `getLogHandler()`',
  ],
  [
    'no transport',
    { logConfiguration: new SinkConfiguration(undefined as never) },
    'got `undefined`',
  ],
])(
  'a call of configureLogging that throws for %s leaves the logging as it was',
  ([, options, message]) => {
    const { lines, logger } = configured({ debug: false, fields: [user], fingersCrossed: true });
    new Context().run(() => {
      winston.debug('held');
      const logConfiguration = new SinkConfiguration(makeSink().transport);
      expect(() => configure({ logConfiguration, ...options })).toThrow(message);
      expect(logConfiguration.name).toBeUndefined();
      winston.error('failed');
    });
    expect(messages(lines)).toEqual(['held', 'failed']);
    expect(parse(lines)[1]).toMatchObject({ service: 'orders', userId: 0 });
    expect(logger.heldFigures()).toMatchObject({ released: 1 });
  },
);

test('an `accessLog.level` that is async counts as not given, is warned of once, and may reject', async () => {
  const level = async (): Promise<string> => {
    await Promise.resolve();
    throw new Error('rejected');
  };
  const warnings: Error[] = [];
  const rejections: unknown[] = [];
  const onWarning = (warning: Error): unknown => warnings.push(warning);
  const onRejection = (reason: unknown): unknown => rejections.push(reason);
  process.on('warning', onWarning).on('unhandledRejection', onRejection);
  const { lines } = configured({ debug: false, accessLog: { level: level as never } });
  const server = createServer((req, res) => {
    openRequest(req, res).enter(() => res.writeHead(Number(req.url?.slice(1))).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    for (const status of [200, 404])
      await (await fetch(`http://127.0.0.1:${port}/${status}`)).text();
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    process.off('warning', onWarning).off('unhandledRejection', onRejection);
  }
  expect(parse(lines)).toMatchObject([
    { level: 'info', status: 200 },
    { level: 'warn', status: 404 },
  ]);
  expect(rejections).toEqual([]);
  expect(warnings.map(({ message }) => message)).toEqual([
    '`accessLog.level` returned a promise. The default level is used. ' +
      'Make it return a level or false, without waiting for anything. Reported once.',
  ]);
});
