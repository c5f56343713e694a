import { Context, request } from '@aiolocals/core';
import { attachContext } from '@aiolocals/pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeLogger, parse } from './support/sink.js';

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

test('a line of a context that ended long ago says how many seconds ago', async () => {
  const { logger, lines } = makeLogger();
  attachContext(logger);
  const context = new Context({ parent: null });
  context.run(() => {
    request.id = 'a1';
  });
  context.enter(() => logger.info('a straggler'));
  vi.advanceTimersByTime(2 * GRACE);
  context.enter(() => logger.info({ late: 'mine' }, 'job 7'));
  expect(parse(lines)).toEqual([
    { level: 30, time: 1, requestId: 'a1', pid: 1, msg: 'a straggler' },
    {
      level: 30,
      time: 1,
      requestId: 'a1',
      late: 20,
      pid: 1,
      msg: 'job 7',
      shadowed: { late: 'mine' },
    },
  ]);
});
