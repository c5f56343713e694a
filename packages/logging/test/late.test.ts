import { setTimeout as delay } from 'node:timers/promises';
import { Context, request } from '@aiolocals/core';
import { attachContext, RequestIdFilter } from '@aiolocals/logging';
import winston from 'winston';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configured, parse } from './support/configured.js';
import { makeSink } from './support/sink.js';

// The clock that tells when a context ended is not that of fake timers.
const GRACE = 150;
const beyondGrace = async (): Promise<void> => await delay(3 * GRACE);

beforeEach(() => Context.configure({ gracePeriod: GRACE }));
afterEach(() => Context.configure({ gracePeriod: 60_000 }));

/** A context that has ended, as a worker keeps it that a request started. */
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
  await beyondGrace();
  context.enter(() => logger.info('job 7', { job: 7 }));
  new Context().run(() => logger.info('of an open one'));
  logger.info('of none');
  await logger.flush();
  expect(parse(lines).map(({ message, requestId, late }) => [message, requestId, late])).toEqual([
    ['a straggler', 'a1', undefined],
    ['job 7', 'a1', expect.any(Number)],
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
  await beyondGrace();
  context.enter(() => {
    logger.info('job 7');
    logger.info('job 8', { late: 'mine' });
  });
  expect(parse(lines).map(({ message, late }) => [message, late])).toEqual([
    ['job 7', expect.any(Number)],
    ['job 8', 'mine'],
  ]);
});
