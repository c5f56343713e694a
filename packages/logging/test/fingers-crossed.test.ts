import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Context, request, wrapAsync, wrapGather } from '@aiolocals/core';
import { configureLogging } from '@aiolocals/logging';
import { expect, onTestFinished, test, vi } from 'vitest';
import winston from 'winston';
import { configured, messages, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink } from './support/sink.js';
import { makeSlowTransport } from './support/slow-transport.js';

const NOTHING_HELD = { contexts: 0, lines: 0, bytes: 0 };

test('an error releases the held lines of its request, in order and with their own time', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { lines } = configured({ debug: false, fingersCrossed: true });
  await inRequest('REQ1', '/', async () => {
    winston.debug('one');
    winston.info('two');
    await Promise.resolve();
    vi.setSystemTime(Date.now() + 1);
    winston.debug('three');
    expect(messages(lines)).toEqual(['two']);
    winston.error('four');
    winston.debug('five');
  });
  expect(messages(lines)).toEqual(['two', 'one', 'three', 'four', 'five']);
  const times = Object.fromEntries(
    parse(lines).map(({ message, timestamp }) => [message, timestamp as string]),
  );
  expect((times.one ?? '') < (times.three ?? '')).toBe(true);
  expect(parse(lines).every(({ requestId }) => requestId === 'REQ1')).toBe(true);
});

test('held lines of a request that ends well are discarded', async () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: true });
  await inRequest('REQ1', '/', async () => winston.debug('held'));
  await Promise.resolve();
  expect(lines).toEqual([]);
  expect(logger.heldFigures()).toEqual({
    held: NOTHING_HELD,
    released: 0,
    discarded: 1,
    dropped: NOTHING_HELD,
  });
});

test('an error in one request releases no lines of another', async () => {
  const { lines } = configured({ debug: false, fingersCrossed: true });
  await wrapGather([
    () => inRequest('REQ1', '/', async () => winston.debug('held')),
    () => inRequest('REQ2', '/', async () => winston.error('failed')),
  ]);
  expect(messages(lines)).toEqual(['failed']);
});

test('the tasks of a request hold and release lines together with it', async () => {
  const { lines } = configured({ debug: false, fingersCrossed: true });
  await inRequest('REQ1', '/', async () => {
    await wrapAsync(async () => {
      winston.debug('a task');
      await wrapAsync(async () => winston.debug('its task'));
    });
    winston.debug('the request');
    await wrapAsync(async () => winston.error('another task'));
  });
  expect(messages(lines)).toEqual(['a task', 'its task', 'the request', 'another task']);
});

test('lines that a task logs after its request has ended follow the normal level', async () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: true });
  let late = Promise.resolve();
  await inRequest('REQ1', '/', async () => {
    late = wrapAsync(async () => {
      await new Promise(setImmediate);
      winston.debug('late');
      winston.error('late error');
    });
    winston.debug('held');
  });
  await late;
  expect(messages(lines)).toEqual(['late error']);
  expect(logger.heldFigures()).toMatchObject({ held: NOTHING_HELD, discarded: 1 });
});

test('`fingersCrossed` can choose which level releases lines and which is held', () => {
  const { lines } = configured({
    debug: false,
    fingersCrossed: { level: 'warn', hold: 'verbose' },
  });
  inRequest('REQ1', '/', () => {
    winston.debug('not held');
    winston.verbose('held');
    winston.warn('low');
  });
  expect(messages(lines)).toEqual(['held', 'low']);
});

test('a request holds its last lines, and the first released line says how many were dropped', () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: { lines: 2 } });
  inRequest('REQ1', '/', () => {
    for (let line = 1; line <= 5; line++) winston.debug(`line ${line}`);
    winston.error('failed');
  });
  expect(messages(lines)).toEqual([
    '3 earlier lines of this request were dropped: a limit of `fingersCrossed` was reached',
    'line 4',
    'line 5',
    'failed',
  ]);
  expect(logger.heldFigures()).toMatchObject({
    held: NOTHING_HELD,
    released: 2,
    dropped: { contexts: 1, lines: 3 },
  });
});

test('`fingersCrossed.bytes` limits what all requests hold together, and the oldest lines are dropped first', async () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: { bytes: 8000 } });
  const text = 'x'.repeat(500);
  await inRequest('REQ1', '/', async () => {
    winston.debug(`first ${text}`);
    await inRequest('REQ2', '/', async () => {
      for (let line = 0; line < 10; line++) {
        winston.debug(`${line} ${text}`);
        expect(logger.heldFigures()?.held.bytes).toBeLessThanOrEqual(8000);
      }
      winston.error('failed');
    });
    winston.error('failed too');
  });
  const firsts = messages(lines).map((message) => String(message).split(' ')[0]);
  expect(firsts.join(' ')).toBe('6 6 7 8 9 failed 1 failed');
  const figures = logger.heldFigures();
  expect(figures?.dropped).toMatchObject({ contexts: 2, lines: 7 });
  // A line holds its message, and once more in its text.
  expect(figures?.dropped.bytes).toBeGreaterThan(7 * 1000);
});

test('`fingersCrossed.contexts` limits how many requests hold lines', async () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: { contexts: 2 } });
  const fail = await Promise.all(
    ['REQ1', 'REQ2', 'REQ3'].map(async (id) => {
      let failed: () => void = () => undefined;
      const done = inRequest(id, '/', async () => {
        winston.debug(`held by ${id}`);
        await new Promise<void>((resolve) => {
          failed = resolve;
        });
        winston.error(`failed in ${id}`);
      });
      return () => {
        failed();
        return done;
      };
    }),
  );
  expect(logger.heldFigures()?.held.contexts).toBe(2);
  for (const each of fail) await each();
  expect(messages(lines)).toEqual([
    '1 earlier line of this request was dropped: a limit of `fingersCrossed` was reached',
    'failed in REQ1',
    'held by REQ2',
    'failed in REQ2',
    'held by REQ3',
    'failed in REQ3',
  ]);
});

test('a held line does not change when the caller changes what it logged', () => {
  const { lines } = configured({ debug: false, fingersCrossed: true });
  const cart = { items: ['ham'] };
  inRequest('REQ1', '/', () => {
    winston.debug('held', { cart });
    cart.items.push('eggs');
    winston.error('failed');
  });
  expect(parse(lines)[0]).toMatchObject({ message: 'held', cart: { items: ['ham'] } });
});

test('a transport with a level of its own gets each held line once', () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: true });
  const verbose = makeSink({ level: 'debug' });
  logger.add(verbose.transport);
  inRequest('REQ1', '/', () => {
    winston.debug('held');
    winston.error('failed');
  });
  expect(messages(lines)).toEqual(['held', 'failed']);
  expect(messages(verbose.lines)).toEqual(['held', 'failed']);
});

test('a slow transport with a level of its own gets each held line once, and others get it once released', async () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: true });
  const slow = makeSlowTransport({ level: 'debug' });
  logger.add(slow.transport);
  const expected = Array.from({ length: 20 }, (_, line) => `held ${line}`);
  inRequest('REQ1', '/', () => {
    for (const message of expected) winston.debug(message);
    winston.error('failed');
  });
  expect(await logger.flush()).toBe(true);
  expect(messages(lines)).toEqual([...expected, 'failed']);
  expect(messages(slow.lines)).toEqual([...expected, 'failed']);
});

test('a line that releases the held lines is printed itself, also below the level of the service', () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: { level: 'warn' } });
  logger.level = 'error';
  inRequest('REQ1', '/', () => {
    winston.debug('held');
    winston.warn('low');
  });
  expect(messages(lines)).toEqual(['held', 'low']);
});

test('a line whose getter logs an error is released with the others', () => {
  const { lines } = configured({ debug: false, fingersCrossed: true });
  const cart = {
    get total() {
      winston.error('no total');
      return Number.NaN;
    },
  };
  inRequest('REQ1', '/', () => {
    winston.debug('held');
    winston.debug('computed', cart);
  });
  expect(messages(lines)).toEqual(['held', 'no total', 'computed']);
});

test('`write` calls back for a line that is held', async () => {
  const { logger, lines } = configured({ debug: false, fingersCrossed: true });
  await inRequest('REQ1', '/', async () => {
    await new Promise<void>((resolve) => {
      logger.write({ level: 'debug', message: 'held' }, () => resolve());
    });
    expect(lines).toEqual([]);
    winston.error('failed');
  });
  expect(messages(lines)).toEqual(['held', 'failed']);
});

test('an error that is logged when the context closes releases the held lines', async () => {
  const onClose = (message: unknown): void => {
    const { context } = message as { context: Context };
    context.enter(() => winston.error('failed in the end'));
  };
  const { lines } = configured({ debug: false, fingersCrossed: true });
  subscribe('aiolocals:context:close', onClose);
  onTestFinished(() => void unsubscribe('aiolocals:context:close', onClose));
  await inRequest('REQ1', '/', async () => winston.debug('held'));
  expect(messages(lines)).toEqual(['held', 'failed in the end']);
});

test('a held line of a child context that is open reaches the transports in that context', async () => {
  const seen: string[] = [];
  const { logger } = configured({ debug: false, fingersCrossed: true });
  const { transport } = makeSink();
  Object.assign(transport, {
    log: (_info: object, callback: () => void) => {
      seen.push(request.path);
      callback();
    },
  });
  logger.add(transport);
  await inRequest('REQ1', '/outer', async () => {
    let end = (): void => undefined;
    const child = wrapAsync(async () => {
      request.path = '/inner';
      winston.debug('held');
      await new Promise<void>((resolve) => (end = resolve));
    });
    winston.error('failed');
    end();
    await child;
  });
  expect(seen).toEqual(['/inner', '/outer']);
});

test('no lines are held outside any context', () => {
  const { logger } = configured({ debug: false, fingersCrossed: true });
  Context.exit(() => winston.debug('outside'));
  expect(logger.heldFigures()?.held).toEqual(NOTHING_HELD);
});

test('a context that was opened before configureLogging holds lines too', async () => {
  let lines: string[] = [];
  await inRequest('REQ1', '/', async () => {
    ({ lines } = configured({ debug: false, fingersCrossed: true }));
    winston.debug('held');
    winston.error('failed');
  });
  expect(messages(lines)).toEqual(['held', 'failed']);
});

test('configureLogging discards the lines that an earlier call holds', () => {
  const first = configured({ debug: false, fingersCrossed: true });
  inRequest('REQ1', '/', () => {
    winston.debug('held');
    const second = configured({ debug: false });
    winston.error('failed');
    expect(messages(second.lines)).toEqual(['failed']);
    expect(second.logger.heldFigures()).toBeUndefined();
  });
  expect(first.lines).toEqual([]);
});

test('`fingersCrossed` of the wrong kind is refused with a clear message', () => {
  const configure = (fingersCrossed: unknown): void => {
    configureLogging('orders', { fingersCrossed: fingersCrossed as never });
  };
  expect(() => configure(1)).toThrow(
    new TypeError('Expected `fingersCrossed` to be a boolean or an object, got `1` (number)'),
  );
  expect(() => configure({ lines: 0 })).toThrow(
    new TypeError('Expected `fingersCrossed.lines` to be a number, 1 or more, got `0` (number)'),
  );
  expect(() => configure({ level: '' })).toThrow(
    new TypeError("Expected `fingersCrossed.level` to be the name of a level, got `''` (string)"),
  );
});
