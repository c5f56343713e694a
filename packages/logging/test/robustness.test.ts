import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { attachContext, configureLogging, RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, messages, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';
import { makeSlowTransport } from './support/slow-transport.js';

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

test('a transport that throws harms neither the caller nor later lines, and causes one warning', async () => {
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

test('a transport that fails does not end the process, and causes one warning', async () => {
  const { lines, transport } = makeSink();
  const logger = configureLogging('orders', { logConfiguration: new SinkConfiguration(transport) });
  const warnings = await warningsOf(() => transport.emit('error', new Error('disk full')));
  logger.info('afterwards');
  expect(await logger.flush()).toBe(true);
  expect(lines).toEqual(['orders: [#] info - afterwards']);
  expect(warnings).toEqual([expect.stringMatching(/^The transport .* failed.*Error: disk full/)]);
});

test('the line of a format that throws is printed as plain JSON, with one warning', async () => {
  const { lines, transport } = makeSink();
  const fail = winston.format(() => {
    throw new Error('no format');
  });
  const logger = attachContext(winston.createLogger({ format: fail(), transports: transport }), {
    hardened: true,
  });
  const warnings = await warningsOf(() => logger.info('kept', { count: 1 }));
  expect(parse(lines)).toEqual([
    { level: 'info', message: 'kept', count: 1, requestId: '', requestPath: '' },
  ]);
  expect(warnings).toEqual([expect.stringMatching(/^A log format threw.*no format/)]);
});

test('a log call does not throw when the `write` of the logger does, and causes one warning', async () => {
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

test('lines that are logged before there is a transport are written when there is one', async () => {
  const logger = attachContext(winston.createLogger({ format: winston.format.json() }), {
    hardened: true,
  });
  const warnings = await warningsOf(() => {
    for (let line = 0; line < 100; line++) logger.info(`${line}`);
  });
  const { lines, transport } = makeSink();
  logger.add(transport);
  expect(await logger.flush()).toBe(true);
  expect(messages(lines)).toEqual(Array.from({ length: 100 }, (_, line) => `${line}`));
  expect(warnings).toEqual([expect.stringMatching(/^Lines are logged to a logger without/)]);
});

test('a `write` that an application put over that of the logger can log itself, and add to the line', () => {
  const { logger, lines } = configured({ debug: false });
  const write = logger.write as (info: object) => boolean;
  let isLogging = false;
  logger.write = (info: object) => {
    if (!isLogging) {
      isLogging = true;
      logger.info('from write');
      isLogging = false;
    }
    return write.call(logger, { ...info, level: 'error', added: true });
  };
  inRequest('REQ1', '/', () => logger.info('from the caller', { count: 1 }));
  logger.write = write;
  expect(parse(lines)).toEqual(
    ['from write', 'from the caller'].map((message) =>
      expect.objectContaining({ message, level: 'info', requestId: 'REQ1', added: true }),
    ),
  );
  expect(parse(lines)[1]).toMatchObject({ count: 1 });
  expect(parse(lines)[1]).not.toHaveProperty('shadowed');
});

test('an instrumentation that replaces `write` of winston’s prototype can add to each line', async () => {
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

test('a stream can be piped into the logger, and `write` calls back', async () => {
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

test('an entry that one logger formatted can be written to another', () => {
  const { lines, transport } = makeSink();
  const format = winston.format.combine(new RequestIdFilter(), winston.format.json());
  const second = attachContext(winston.createLogger({ format, transports: transport }));
  const { logger } = configured({ debug: false });
  logger.on('data', (info) => second.write(info));
  inRequest('REQ1', '/', () => logger.info('relayed', { count: 1 }));
  logger.removeAllListeners('data');
  expect(parse(lines)).toMatchObject([{ message: 'relayed', requestId: 'REQ1', count: 1 }]);
});

test('lines that are logged after the end of a logger go to the standard error, and harm nobody', async () => {
  const { lines, transport } = makeSink();
  const logger = attachContext(
    winston.createLogger({ format: winston.format.json(), transports: transport }),
    { hardened: true },
  );
  logger.info('before');
  logger.end();
  await once(logger, 'finish');
  const { write } = process.stderr;
  const printed: string[] = [];
  process.stderr.write = (text: unknown) => printed.push(String(text)) > 0;
  try {
    inRequest('REQ1', '/', () => logger.info('too late'));
    await new Promise<void>((resolve) => {
      expect(logger.write({ level: 'warn', message: 'called back' }, () => resolve())).toBe(false);
    });
  } finally {
    process.stderr.write = write;
  }
  expect(messages(lines)).toEqual(['before']);
  const late = printed.filter((text) => text.startsWith('{')).map((text) => text.trimEnd());
  expect(parse(late)).toMatchObject([
    { level: 'info', message: 'too late', requestId: 'REQ1' },
    { level: 'warn', message: 'called back' },
  ]);
});
