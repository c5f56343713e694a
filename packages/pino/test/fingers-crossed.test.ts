import { Context, request } from '@aiolocals/core';
import { configurePino, type ConfiguredPino, type PinoLoggingOptions } from '@aiolocals/pino';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { inRequest, makeSink, parse } from './support/sink.js';

let logger: ConfiguredPino | undefined;
afterEach(() => logger?.stop());

function configured(options: PinoLoggingOptions = {}): { logger: ConfiguredPino; lines: string[] } {
  const sink = makeSink();
  logger = configurePino({ destination: sink, fingersCrossed: true, ...options });
  return { logger, lines: sink.lines };
}

function messages(lines: readonly string[]): unknown[] {
  return parse(lines).map(({ msg }) => msg);
}

test('the lines below the level of a request that logs an error are written, in their order', () => {
  const { logger: log, lines } = configured();
  inRequest('REQ1', '/a', () => {
    log.debug('first');
    log.child({ module: 'db' }).debug({ rows: 1 }, 'second');
    expect(lines).toEqual([]);
    log.error('failed');
    log.debug('third');
  });
  expect(messages(lines)).toEqual(['first', 'second', 'failed', 'third']);
  expect(parse(lines)[1]).toMatchObject({ module: 'db', rows: 1, level: 20, requestId: 'REQ1' });
  expect(log.heldFigures()).toMatchObject({ held: { lines: 0, bytes: 0 }, released: 2 });
});

test('the lines of a request that ends well are discarded', async () => {
  const { logger: log, lines } = configured();
  await inRequest('REQ1', '/a', async () => {
    log.debug('held');
    log.info('shown');
    await Promise.resolve();
  });
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  expect(messages(lines)).toEqual(['shown']);
  expect(log.heldFigures()).toMatchObject({
    held: { contexts: 0, lines: 0, bytes: 0 },
    discarded: 1,
  });
});

test('an error of one request releases the lines of no other', async () => {
  const { logger: log, lines } = configured();
  await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      inRequest(`REQ${index}`, '/', async () => {
        log.debug('held');
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        if (index % 10 === 0) log.error('failed');
      }),
    ),
  );
  const ids = parse(lines).map(({ requestId }) => requestId);
  expect(ids).toHaveLength(20);
  expect(new Set(ids)).toEqual(new Set(Array.from({ length: 10 }, (_, ten) => `REQ${ten * 10}`)));
});

test('the tasks of a request share what it holds', () => {
  const { logger: log, lines } = configured();
  inRequest('REQ1', '/a', () => {
    log.debug('of the request');
    Context.current()
      ?.fork()
      .enter(() => {
        request.id = 'REQ1/1';
        log.debug('of a task');
        log.error('failed');
      });
  });
  expect(messages(lines)).toEqual(['of the request', 'of a task', 'failed']);
});

test('the oldest lines are dropped at a limit, and the first line that is written says how many', () => {
  const { logger: log, lines } = configured({ fingersCrossed: { lines: 2 } });
  inRequest('REQ1', '/a', () => {
    for (let line = 0; line < 5; line++) log.debug(`line ${line}`);
    log.error('failed');
  });
  expect(messages(lines)).toEqual([
    '3 earlier lines of this request were dropped: a limit of `fingersCrossed` was reached',
    'line 3',
    'line 4',
    'failed',
  ]);
});

test('what is held counts by the bytes of its text, and keeps nothing that was logged', () => {
  const { logger: log } = configured({ fingersCrossed: { bytes: 100_000 } });
  inRequest('REQ1', '/a', () => {
    const big = { text: 'x'.repeat(30_000) };
    for (let line = 0; line < 10; line++) log.debug(big);
    const { held } = log.heldFigures() ?? {};
    expect(held?.lines).toBe(3);
    expect(held?.bytes).toBeGreaterThan(90_000);
    expect(held?.bytes).toBeLessThanOrEqual(100_000);
  });
});

test('an object that is held is shown as it was when it was logged', () => {
  const { logger: log, lines } = configured();
  inRequest('REQ1', '/a', () => {
    const cart = { items: 1 };
    log.debug(cart);
    cart.items = 2;
    log.error('failed');
  });
  expect(parse(lines)[0]).toMatchObject({ items: 1 });
});

test('each stream of a multistream gets the held lines of its levels', () => {
  const [all, errors] = [makeSink(), makeSink()];
  const destination = pino.multistream([
    { level: 'debug', stream: all },
    { level: 'error', stream: errors },
  ]);
  const { logger: log } = configured({ destination });
  inRequest('REQ1', '/a', () => {
    log.debug('held');
    log.error('failed');
  });
  expect(messages(all.lines)).toEqual(['held', 'failed']);
  expect(messages(errors.lines)).toEqual(['failed']);
});

test('outside any context nothing is held', () => {
  const { logger: log, lines } = configured();
  log.debug('off');
  log.error('on');
  expect(messages(lines)).toEqual(['on']);
});

test('what a getter logs while its line is held is not lost', () => {
  const { logger: log, lines } = configured();
  inRequest('REQ1', '/a', () => {
    log.debug({
      get inner() {
        log.warn('from a getter');
        return 1;
      },
    });
    log.error('failed');
  });
  expect(messages(lines)).toEqual(['from a getter', undefined, 'failed']);
});

test('two loggers hold their own lines', () => {
  const first = configured();
  const second = makeSink();
  const other = configurePino({ destination: second, fingersCrossed: true });
  inRequest('REQ1', '/a', () => {
    first.logger.debug('of the first');
    other.debug('of the second');
    first.logger.error('failed');
  });
  other.stop();
  expect(messages(first.lines)).toEqual(['of the first', 'failed']);
  expect(second.lines).toEqual([]);
});

test('after stop nothing is held, and the logger logs on', () => {
  const { logger: log, lines } = configured();
  log.stop();
  inRequest('REQ1', '/a', () => {
    log.debug('off');
    log.error('on');
  });
  expect(messages(lines)).toEqual(['on']);
  expect(configurePino({ destination: makeSink() }).heldFigures()).toBeUndefined();
});
