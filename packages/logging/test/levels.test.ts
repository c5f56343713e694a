import { Context, wrapAsync } from '@aiolocals/core';
import { attachContext, logging, RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, messages, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink } from './support/sink.js';
import { makeSlowTransport } from './support/slow-transport.js';

test('`logging.level` lets one request log at debug while the service logs at info', async () => {
  const { lines } = configured({ debug: false });
  await inRequest('REQ1', '/', async () => {
    logging.level = 'debug';
    winston.debug('watched');
    await wrapAsync(async () => winston.debug('its task'));
  });
  inRequest('REQ2', '/', () => winston.debug('not watched'));
  winston.debug('outside');
  expect(messages(lines)).toEqual(['watched', 'its task']);
});

test('`logging.level` lets one request log less than the service', () => {
  const { lines } = configured({ debug: false });
  inRequest('REQ1', '/', () => {
    logging.level = 'warn';
    winston.info('not wanted');
    winston.warn('wanted');
  });
  winston.info('outside');
  expect(messages(lines)).toEqual(['wanted', 'outside']);
});

test('`logging.level` holds for lines that wait for a slow transport', async () => {
  const { lines, transport } = makeSlowTransport();
  const { logger } = configured({ debug: false });
  logger.clear().add(transport);
  for (let index = 0; index < 100; index++) {
    inRequest(`REQ${index}`, '/', () => {
      if (index % 2 === 0) logging.level = 'debug';
      winston.debug(`by ${index}`);
    });
  }
  expect(await logger.flush()).toBe(true);
  expect(parse(lines).map(({ requestId }) => requestId)).toEqual(
    Array.from({ length: 50 }, (_, index) => `REQ${index * 2}`),
  );
});

test('`logging.level` that the logger does not have is ignored', () => {
  const { lines } = configured({ debug: false });
  inRequest('REQ1', '/', () => {
    logging.level = 'all';
    winston.debug('not shown');
    winston.info('shown');
  });
  expect(messages(lines)).toEqual(['shown']);
});

test('a line of a level that the logger does not have is printed', () => {
  const { lines } = configured({ debug: false });
  winston.log('fatal', 'shown');
  expect(parse(lines)).toMatchObject([{ level: 'fatal', message: 'shown' }]);
});

test('a transport with a level of its own that is added later gets its lines, and only those', () => {
  const { logger, lines } = configured({ debug: false });
  const verbose = makeSink({ level: 'silly' });
  const quiet = makeSink({ level: 'error' });
  logger.add(verbose.transport).add(quiet.transport);
  inRequest('REQ1', '/', () => {
    winston.silly('one');
    winston.info('two');
    winston.error('three');
    logging.level = 'debug';
    winston.debug('four');
  });
  expect(messages(lines)).toEqual(['two', 'three', 'four']);
  expect(messages(verbose.lines)).toEqual(['one', 'two', 'three', 'four']);
  expect(messages(quiet.lines)).toEqual(['three']);
});

test('the level of a transport and of the logger can change at any time', () => {
  const { logger, lines } = configured({ debug: false });
  const later = makeSink({ level: 'error' });
  logger.add(later.transport);
  later.transport.level = 'debug';
  winston.debug('for the transport');
  logger.level = 'debug';
  winston.debug('for both');
  expect(messages(lines)).toEqual(['for both']);
  expect(messages(later.lines)).toEqual(['for the transport', 'for both']);
});

test('a `data` listener of the logger gets lines of each level', () => {
  const { logger } = configured({ debug: false });
  const seen: string[] = [];
  logger.on('data', (info: { message: string }) => seen.push(info.message));
  winston.silly('seen');
  logger.removeAllListeners('data');
  expect(seen).toEqual(['seen']);
});

test('isLevelEnabled answers for the current context', () => {
  const { logger } = configured({ debug: false });
  expect(logger.isLevelEnabled('debug')).toBe(false);
  inRequest('REQ1', '/', () => {
    logging.level = 'debug';
    expect(logger.isLevelEnabled('debug')).toBe(true);
    expect(logger.isDebugEnabled()).toBe(true);
  });
});

test('a silent logger prints nothing', () => {
  const { logger, lines } = configured();
  logger.silent = true;
  winston.error('not shown');
  logger.log({ level: 'error', message: 'not shown' });
  logger.write({ level: 'error', message: 'not shown' });
  logger.silent = false;
  expect(lines).toEqual([]);
});

test('the format of a transport runs in the context of the log call', async () => {
  const format = winston.format.combine(
    new RequestIdFilter(),
    winston.format((info) => ({ ...info, ident: Context.current()?.ident }))(),
    winston.format.json(),
  );
  const { lines, transport } = makeSlowTransport({ format });
  const logger = attachContext(winston.createLogger({ transports: transport }));
  for (let index = 0; index < 100; index++) {
    new Context({ ident: `C${index}` }).run(() => logger.info(`C${index}`));
  }
  new Context({ ident: 'other' }).run(() => logger.info('C100', { ident: 'forged' }));
  Context.exit(() => logger.info('outside'));
  await logger.flush();
  const idents = parse(lines).map(({ ident, message }) => [ident, message]);
  expect(idents.slice(0, 100)).toEqual(
    Array.from({ length: 100 }, (_, index) => [`C${index}`, `C${index}`]),
  );
  expect(idents.slice(100)).toEqual([
    ['other', 'C100'],
    [undefined, 'outside'],
  ]);
});

test('custom levels of a logger work like those of npm', () => {
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

test('a level that is not a string is shown as text', () => {
  const { lines } = configured({ debug: false });
  winston.log(Symbol('odd') as never, 'shown');
  winston.log({ message: 'no level' } as never);
  expect(parse(lines).map(({ level }) => level)).toEqual(['Symbol(odd)', 'info']);
});
