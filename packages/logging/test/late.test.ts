import { Context, request } from '@aiolocals/core';
import { attachContext, RequestIdFilter } from '@aiolocals/logging';
import winston from 'winston';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { configured, parse } from './support/configured.js';
import { makeSink } from './support/sink.js';

const GRACE = 10_000;

beforeEach(() => {
  // The clock that tells how long ago a context ended.
  vi.useFakeTimers({ toFake: ['performance'] });
  Context.configure({ gracePeriod: GRACE });
});
afterEach(() => {
  vi.useRealTimers();
  Context.configure({ gracePeriod: 60_000 });
});

/** A context that has ended, like the one that a worker keeps if a request started it. */
function ended(): Context {
  const context = new Context({ parent: null });
  context.run(() => {
    request.id = 'a1';
  });
  return context;
}

test('a line of a context that ended long ago says how many seconds ago', async () => {
  const { logger, lines } = configured({ debug: false });
  const context = ended();
  context.enter(() => logger.info('a straggler'));
  vi.advanceTimersByTime(2 * GRACE);
  context.enter(() => logger.info('job 7', { job: 7 }));
  new Context().run(() => logger.info('of an open one'));
  logger.info('of none');
  await logger.flush();
  expect(parse(lines).map(({ message, requestId, late }) => [message, requestId, late])).toEqual([
    ['a straggler', 'a1', undefined],
    ['job 7', 'a1', 20],
    ['of an open one', '', undefined],
    ['of none', '', undefined],
  ]);
});

test('a line of a logger of your own says it by way of RequestIdFilter, and keeps a `late` of yours', async () => {
  const { lines, transport } = makeSink();
  const logger = attachContext(
    winston.createLogger({
      format: winston.format.combine(new RequestIdFilter(), winston.format.json()),
      transports: [transport],
    }),
  );
  const context = ended();
  vi.advanceTimersByTime(2 * GRACE);
  context.enter(() => {
    logger.info('job 7');
    logger.info('job 8', { late: 'mine' });
  });
  expect(parse(lines).map(({ message, late }) => [message, late])).toEqual([
    ['job 7', 20],
    ['job 8', 'mine'],
  ]);
});
