import { Context } from '@aiolocals/core';
import { attachContext, logging } from '@aiolocals/pino';
import { expect, test } from 'vitest';
import { inRequest, makeLogger, parse } from './support/sink.js';

test('the level of a context lets its lines pass, and those of no other', () => {
  const { logger, lines } = makeLogger({ level: 'warn' });
  attachContext(logger);
  const child = logger.child({ module: 'db' });
  inRequest('REQ1', '/', () => {
    logging.level = 'debug';
    logger.debug('logged %s', 'once');
    child.info({ a: 1 }, 'logged');
    logger.trace('off');
    Context.current()
      ?.fork()
      .enter(() => logger.debug('in a fork'));
  });
  inRequest('REQ2', '/', () => logger.debug('off'));
  logger.debug('off');
  expect(parse(lines).map(({ msg, level }) => [level, msg])).toEqual([
    [20, 'logged once'],
    [30, 'logged'],
    [20, 'in a fork'],
  ]);
});

test('the level of a context can let less pass than the logger', () => {
  const { logger, lines } = makeLogger({ level: 'trace' });
  attachContext(logger);
  inRequest('REQ1', '/', () => {
    logging.level = 'error';
    logger.warn('off');
    logger.error('on');
    logging.level = 'silent';
    logger.fatal('off');
  });
  expect(parse(lines).map(({ msg }) => msg)).toEqual(['on']);
});

test('isLevelEnabled says what the context logs', () => {
  const { logger } = makeLogger();
  attachContext(logger);
  inRequest('REQ1', '/', () => {
    logging.level = 'debug';
    expect(logger.isLevelEnabled('debug')).toBe(true);
    expect(logger.isLevelEnabled('trace')).toBe(false);
    logging.level = 'error';
    expect(logger.isLevelEnabled('warn')).toBe(false);
    expect(logger.isLevelEnabled('bogus')).toBe(false);
  });
  expect(logger.isLevelEnabled('debug')).toBe(false);
});

test('custom levels, of a logger and of a child, are levels of a context', () => {
  const { logger, lines } = makeLogger({ customLevels: { audit: 35 }, level: 'error' });
  attachContext(logger);
  const child = logger.child({}, { customLevels: { fine: 15 } });
  inRequest('REQ1', '/', () => {
    logging.level = 'audit';
    (logger as unknown as Record<string, (text: string) => void>)['audit']?.('on');
    logger.info('off');
    logging.level = 'fine';
    child.fine('on');
    child.trace('off');
  });
  expect(parse(lines).map(({ level }) => level)).toEqual([35, 15]);
});

test('the level of a context means the same where levels descend', () => {
  const options = { customLevels: { low: 3, middle: 2, high: 1 }, useOnlyCustomLevels: true };
  const { logger, lines } = makeLogger({ ...options, levelComparison: 'DESC', level: 'high' });
  attachContext(logger);
  const any = logger as unknown as Record<string, (text: string) => void>;
  inRequest('REQ1', '/', () => {
    logging.level = 'middle';
    any['low']?.('off');
    any['middle']?.('on');
    any['high']?.('on');
  });
  expect(parse(lines).map(({ level }) => level)).toEqual([2, 1]);
});

test('a level that the logger does not have is ignored, and named in a warning with those that there are', async () => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  const { logger, lines } = makeLogger();
  attachContext(logger);
  inRequest('REQ1', '/', () => {
    logging.level = 'verbos';
    logger.debug('off');
    logger.info('on');
  });
  expect(parse(lines).map(({ msg }) => msg)).toEqual(['on']);
  expect(await warned).toMatchObject({
    code: 'AIOLOCALS_UNKNOWN_LEVEL',
    message: expect.stringContaining('`debug`'),
  });
});

test('a level that is set later counts, and its listeners hear of it once', () => {
  const { logger, lines } = makeLogger();
  attachContext(logger);
  const heard: string[] = [];
  logger.on('level-change', (level) => heard.push(level));
  inRequest('REQ1', '/', () => {
    logger.level = 'error';
    logger.warn('off');
    logging.level = 'debug';
    logger.debug('on');
    logger.level = 'trace';
    logging.level = undefined;
    logger.trace('on');
  });
  expect(parse(lines).map(({ msg }) => msg)).toEqual(['on', 'on']);
  expect(heard).toEqual(['error', 'trace']);
});

test('hooks see the calls that a context lets pass', () => {
  const { logger, lines } = makeLogger({
    hooks: {
      logMethod(args, method) {
        Reflect.apply(method, this, ['hooked', ...args]);
      },
    },
  });
  attachContext(logger);
  inRequest('REQ1', '/', () => {
    logging.level = 'debug';
    logger.debug('line');
  });
  expect(parse(lines)[0]?.['msg']).toBe('hooked');
});
