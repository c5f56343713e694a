import { setTimeout as delay } from 'node:timers/promises';
import { Context, request } from '@aiolocals/core';
import { attachContext } from '@aiolocals/pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeLogger, parse } from './support/sink.js';

// The clock that tells when a context ended is not that of fake timers.
const GRACE = 150;

beforeEach(() => Context.configure({ gracePeriod: GRACE }));
afterEach(() => Context.configure({ gracePeriod: 60_000 }));

test('a line of a context that ended long ago says how many seconds ago', async () => {
  const { logger, lines } = makeLogger();
  attachContext(logger);
  const context = new Context({ parent: null });
  context.run(() => {
    request.id = 'a1';
  });
  context.enter(() => logger.info('a straggler'));
  await delay(3 * GRACE);
  context.enter(() => logger.info({ late: 'mine' }, 'job 7'));
  expect(parse(lines)).toEqual([
    { level: 30, time: 1, requestId: 'a1', pid: 1, msg: 'a straggler' },
    {
      level: 30,
      time: 1,
      requestId: 'a1',
      late: expect.any(Number),
      pid: 1,
      msg: 'job 7',
      shadowed: { late: 'mine' },
    },
  ]);
});
