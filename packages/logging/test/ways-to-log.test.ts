import { attachContext, configureLogging, RequestIdFilter } from '@aiolocals/logging';
import { describe, expect, test } from 'vitest';
import winston from 'winston';
import { configured as configuredLines, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSlowTransport } from './support/slow-transport.js';
import { SinkConfiguration } from './support/sink.js';

type Log = (logger: winston.Logger, message: string) => void;

const ways: [string, Log][] = [
  ['a level method with a message', (logger, message) => logger.info(message)],
  ['a level method with meta', (logger, message) => logger.info(message, { count: 1 })],
  ['a level method with an object', (logger, message) => logger.info({ message, count: 1 })],
  ['`log` with a level', (logger, message) => logger.log('info', message, { count: 1 })],
  ['`log` with an object', (logger, message) => logger.log({ level: 'info', message })],
  [
    'a child logger',
    (logger, message) => logger.child({ part: 'a' }).child({ b: 1 }).info(message),
  ],
  ['a profile timer', (logger, message) => logger.startTimer().done({ level: 'info', message })],
  [
    '`profile`',
    (logger, message) => {
      logger.profile(message);
      logger.profile(message, { level: 'info', message });
    },
  ],
  ['`write`', (logger, message) => logger.write({ level: 'info', message })],
];

const fromJson = (lines: readonly string[]): unknown[] =>
  lines.map((line) => {
    const { message, requestId, requestPath } = JSON.parse(line) as Record<string, unknown>;
    return { message, requestId, requestPath };
  });

/** Logs from 20 requests that take turns, to a transport that is slow. */
async function attributed(
  make: (transport: winston.transport) => ReturnType<typeof attachContext>,
  log: Log,
  outside: { requestId?: string; requestPath?: string } = { requestId: '', requestPath: '' },
): Promise<void> {
  const { lines, transport } = makeSlowTransport();
  const logger = make(transport);
  const ids = Array.from({ length: 20 }, (_, index) => `REQ${index}`);
  for (const id of ids) inRequest(id, `/${id}`, () => log(logger, `by ${id}`));
  log(logger, 'outside');
  expect(await logger.flush()).toBe(true);
  expect(fromJson(lines)).toEqual([
    ...ids.map((id) => ({ message: `by ${id}`, requestId: id, requestPath: `/${id}` })),
    { message: 'outside', ...outside },
  ]);
}

function configured(transport: winston.transport): ReturnType<typeof attachContext> {
  const logConfiguration = new SinkConfiguration(transport);
  return configureLogging('orders', { debug: false, logConfiguration });
}

function built(transport: winston.transport): ReturnType<typeof attachContext> {
  const format = winston.format.combine(new RequestIdFilter(), winston.format.json());
  return attachContext(winston.createLogger({ format, transports: transport }));
}

function hardened(transport: winston.transport): ReturnType<typeof attachContext> {
  return attachContext(winston.createLogger({ transports: transport }), { hardened: true });
}

describe('a line carries the request that it was logged in, with', () => {
  test.each(ways)('%s of the configured logger', (_way, log) => attributed(configured, log));
  test.each(ways)('%s of a logger of your own', (_way, log) => attributed(built, log, {}));
  test.each(ways)('%s of a hardened logger of your own', (_way, log) => attributed(hardened, log));
  test('`winston.info`', () => attributed(configured, (_logger, message) => winston.info(message)));
  test('`winston.log`', () =>
    attributed(configured, (_logger, message) => winston.log('info', message)));
  test('a child logger that was created before attachContext', async () => {
    const logger = winston.createLogger({
      format: winston.format.combine(new RequestIdFilter(), winston.format.json()),
    });
    const child = logger.child({ part: 'before', requestId: 'forged' });
    await attributed(
      (transport) => attachContext(logger.add(transport)),
      (_logger, message) => child.info(message),
      // What a child says of itself is its own, as with winston alone. In a request it cannot.
      { requestId: 'forged' },
    );
  });
});

test('an object that two requests log becomes an entry of each, and stays as it was', async () => {
  const { lines, transport } = makeSlowTransport();
  const logger = configured(transport);
  const entry = Object.freeze({ level: 'info', message: 'shared', nested: { a: 1 } });
  for (const id of ['REQ1', 'REQ2']) {
    inRequest(id, '/', () => {
      logger.log(entry);
      logger.info(entry);
      logger.write(entry);
    });
  }
  await logger.flush();
  const ids = lines.map((line) => (JSON.parse(line) as { requestId: string }).requestId);
  expect(ids).toEqual(['REQ1', 'REQ1', 'REQ1', 'REQ2', 'REQ2', 'REQ2']);
  expect(Reflect.ownKeys(entry)).toEqual(['level', 'message', 'nested']);
});

test('the meta of a call comes before that of a child, of its parent and the default meta', async () => {
  const { lines, transport } = makeSlowTransport();
  const logger = configured(transport);
  logger.defaultMeta = { a: 'default', b: 'default', c: 'default', d: 'default' };
  const child = logger
    .child({ b: 'child', c: 'child', d: 'child' })
    .child({ c: 'grandchild', d: 'grandchild' });
  child.info('loaded', { d: 'call' });
  await logger.flush();
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    a: 'default',
    b: 'child',
    c: 'grandchild',
    d: 'call',
  });
});

test('lines carry their request after winston.configure, which a library may call', async () => {
  const { lines, transport } = makeSlowTransport();
  const logger = configured(makeSlowTransport().transport);
  winston.configure({ transports: transport });
  for (const id of ['REQ1', 'REQ2']) inRequest(id, '/', () => winston.info(id));
  winston.configure({ transports: transport, format: winston.format.json() });
  for (const id of ['REQ3', 'REQ4']) inRequest(id, '/', () => winston.info(id));
  await logger.flush();
  const entries = lines.map((line) => JSON.parse(line) as { requestId: string; message: string });
  expect(entries.map(({ requestId }) => requestId)).toEqual(['REQ1', 'REQ2', 'REQ3', 'REQ4']);
  expect(entries.map(({ message }) => message)).toEqual(['REQ1', 'REQ2', 'REQ3', 'REQ4']);
});

test('a child logger without meta logs', () => {
  const { logger, lines } = configuredLines();
  logger.child(undefined as never).info('loaded');
  expect(lines).toEqual(['orders: [#] info - loaded']);
});

test('a level method logs without arguments, and without its logger', () => {
  const { logger, lines } = configuredLines();
  const { info } = logger;
  (info as unknown as () => void).call(undefined);
  expect(lines).toEqual(['orders: [#] info - ']);
});

test('profiles and timers take the arguments that those of winston take', () => {
  const { logger, lines } = configuredLines({ debug: false });
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

test('a doubled percent sign is one where there are arguments to fill in, and stays as it is where there are none', () => {
  const { lines } = configuredLines({ debug: false });
  winston.info('100%% of %s', 'it');
  winston.info('100%%');
  winston.log({ level: 'info', message: '100%% of it' });
  winston.log({ level: 'info', message: '100%% of %s', [Symbol.for('splat')]: ['it'] } as never);
  expect(parse(lines).map(({ message }) => message)).toEqual([
    '100% of it',
    '100%%',
    '100%% of it',
    '100% of it',
  ]);
});
