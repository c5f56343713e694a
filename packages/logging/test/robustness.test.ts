import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { attachContext, configureLogging, RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';
import { makeSlowTransport } from './support/slow-transport.js';

const messages = (lines: readonly string[]): unknown[] =>
  parse(lines).map(({ message }) => message);

/** Resolves to the warnings that this process emits while `fn` runs. */
async function warningsOf(fn: () => unknown): Promise<string[]> {
  const warnings: string[] = [];
  const listen = ({ message }: Error): number => warnings.push(message);
  process.on('warning', listen);
  await fn();
  await new Promise(setImmediate);
  process.off('warning', listen);
  return warnings;
}

class Throwing extends winston.transports.Stream {
  readonly got: string[] = [];
  override log(info: { message: string }, callback: () => void): void {
    this.got.push(info.message);
    if (info.message === 'bad') throw new Error('cannot write');
    setImmediate(callback);
  }
}

test('a transport that throws harms neither the caller nor later lines, and it is said', async () => {
  const throwing = new Throwing({ stream: new Writable() });
  const { logger, lines } = configured({ debug: false });
  logger.add(throwing);
  const warnings = await warningsOf(() => {
    for (const message of ['good', 'bad', 'good']) logger.info(message);
    return logger.flush();
  });
  logger.info('bad');
  await logger.flush();
  expect(messages(lines)).toEqual(['good', 'bad', 'good', 'bad']);
  expect(throwing.got).toEqual(['good', 'bad', 'good', 'bad']);
  expect(warnings).toEqual([expect.stringMatching(/^The transport `\w+` threw .*: cannot write/)]);
});

test('a transport that fails does not end the process, and it is said', async () => {
  const { lines, transport } = makeSink();
  const logger = configureLogging('orders', { logConfiguration: new SinkConfiguration(transport) });
  const warnings = await warningsOf(() => transport.emit('error', new Error('disk full')));
  logger.info('afterwards');
  expect(await logger.flush()).toBe(true);
  expect(lines).toEqual(['orders: [#] info - afterwards']);
  expect(warnings).toEqual([expect.stringMatching(/^The transport .* failed.*Error: disk full/)]);
});

test('a format that throws costs the looks of the line and not the line', async () => {
  const { lines, transport } = makeSink();
  const fail = winston.format(() => {
    throw new Error('no format');
  });
  const logger = attachContext(winston.createLogger({ format: fail(), transports: transport }));
  const warnings = await warningsOf(() => logger.info('kept', { count: 1 }));
  expect(parse(lines)).toEqual([{ level: 'info', message: 'kept', count: 1 }]);
  expect(warnings).toEqual([expect.stringMatching(/^A log format threw.*no format/)]);
});

test('a logger whose write throws does not throw at the caller', async () => {
  const { logger } = configured();
  const child = logger.child({});
  child.write = () => {
    throw new Error('no write');
  };
  const warnings = await warningsOf(() => {
    child.info('lost');
    child.log({ level: 'info', message: 'lost' });
  });
  expect(warnings).toEqual([expect.stringMatching(/^A line could not be logged: no write/)]);
});

test('lines that are logged before there is a transport come out when there is one', async () => {
  const logger = attachContext(winston.createLogger({ format: winston.format.json() }));
  const warnings = await warningsOf(() => {
    for (let line = 0; line < 100; line++) logger.info(`${line}`);
  });
  const { lines, transport } = makeSink();
  logger.add(transport);
  expect(await logger.flush()).toBe(true);
  expect(messages(lines)).toEqual(Array.from({ length: 100 }, (_, line) => `${line}`));
  expect(warnings).toEqual([expect.stringMatching(/^Lines are logged to a logger without/)]);
});

test('an instrumentation that replaces write sees every entry before its line is made', async () => {
  const { lines, transport } = makeSlowTransport();
  const logger = winston.createLogger({ format: winston.format.json(), transports: transport });
  const prototype = Object.getPrototypeOf(logger) as winston.Logger;
  const instrument = (key: string): void => {
    const write = prototype.write as (...args: unknown[]) => boolean;
    prototype.write = function (this: winston.Logger, ...args: unknown[]) {
      Object.assign(args[0] as object, { [key]: 'T1' });
      return write.apply(this, args);
    };
  };
  instrument('before');
  attachContext(logger);
  instrument('after');
  for (let line = 0; line < 50; line++) logger.info('traced');
  await attachContext(logger).flush();
  expect(lines).toHaveLength(50);
  expect(parse(lines).filter(({ before, after }) => before !== 'T1' || after !== 'T1')).toEqual([]);
});

test('streams can be piped into the logger, and write calls back', async () => {
  const { logger, lines } = configured({ debug: false });
  const source = Readable.from(
    Array.from({ length: 100 }, (_, line) => ({ level: 'info', message: `${line}` })),
  );
  source.pipe(logger, { end: false });
  await once(source, 'end');
  await new Promise<void>((resolve) => {
    logger.write({ level: 'info', message: 'last' }, () => resolve());
  });
  await new Promise<void>((resolve) => {
    logger.write({ level: 'silly', message: 'not wanted' }, () => resolve());
  });
  await logger.flush();
  expect(messages(lines)).toEqual([...Array.from({ length: 100 }, (_, line) => `${line}`), 'last']);
});

test('what a logger kept from before it was attached is written as well', async () => {
  const { lines, transport } = makeSlowTransport();
  const logger = winston.createLogger({ format: winston.format.json(), transports: transport });
  for (let line = 0; line < 100; line++) logger.info(`${line}`);
  attachContext(logger);
  attachContext(logger).info('attached');
  await attachContext(logger).flush();
  expect(messages(lines)).toEqual([
    ...Array.from({ length: 100 }, (_, line) => `${line}`),
    'attached',
  ]);
});

test('flush resolves when a file has everything, and the logger can be used on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aiolocals-flush-'));
  const filename = join(folder, 'service.log');
  const { logger } = configured({ debug: false });
  logger.add(new winston.transports.File({ filename }));
  for (const round of [1, 2]) {
    for (let line = 0; line < 2000; line++) logger.info(`${round}`, { text: 'x'.repeat(100) });
    expect(await logger.child({}).flush()).toBe(true);
    expect((await readFile(filename, 'utf8')).trimEnd().split('\n')).toHaveLength(round * 2000);
  }
  logger.clear();
  await rm(folder, { recursive: true });
});

test('flush says when a stream does not take its lines in time', async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  const { logger } = configured();
  logger.add(new winston.transports.Stream({ stream }));
  logger.info('a line that is longer than ten bytes');
  expect(await logger.flush({ timeout: 20 })).toBe(false);
  stream.resume();
  expect(await logger.flush({ timeout: 10_000 })).toBe(true);
});

test('flush says what is wrong with its options', async () => {
  const { logger } = configured();
  await expect(logger.flush({ timeout: -1 })).rejects.toThrow(
    new TypeError(
      'Expected `timeout` to be a number of milliseconds, 0 or more, got `-1` (number)',
    ),
  );
  await expect(logger.flush(null as never)).rejects.toThrow(
    new TypeError('Expected `options` to be an object, got `null`'),
  );
});

test('attachContext says what is wrong with a logger', () => {
  for (const logger of [undefined, {}, console]) {
    expect(() => attachContext(logger as never)).toThrow(
      /^Expected `logger` to be a winston logger, got /,
    );
  }
});

test('attaching the configured logger changes nothing', () => {
  const { logger, lines } = configured({ debug: false });
  attachContext(logger);
  inRequest('REQ1', '/', () => logger.info('loaded'));
  expect(parse(lines)).toMatchObject([{ service: 'orders', requestId: 'REQ1' }]);
});

test('an entry that went through one logger can be written to another', () => {
  const { lines, transport } = makeSink();
  const format = winston.format.combine(new RequestIdFilter(), winston.format.json());
  const second = attachContext(winston.createLogger({ format, transports: transport }));
  const { logger } = configured({ debug: false });
  logger.on('data', (info) => second.write(info));
  inRequest('REQ1', '/', () => logger.info('relayed', { count: 1 }));
  logger.removeAllListeners('data');
  expect(parse(lines)).toMatchObject([{ message: 'relayed', requestId: 'REQ1', count: 1 }]);
});
