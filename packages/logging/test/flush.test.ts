import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured } from './support/configured.js';
import { makeSlowTransport } from './support/slow-transport.js';

test('flush resolves when a file has each line, and the logger can be used afterwards', async () => {
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

test('flush resolves to false when a stream does not take its lines in time', async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  const { logger } = configured();
  logger.add(new winston.transports.Stream({ stream }));
  logger.info('a line that is longer than ten bytes');
  expect(await logger.flush({ timeout: 20 })).toBe(false);
  stream.resume();
  expect(await logger.flush({ timeout: 10_000 })).toBe(true);
});

test('flush refuses options of the wrong kind with a clear message', async () => {
  const { logger } = configured();
  await expect(logger.flush({ timeout: -1 })).rejects.toThrow(
    new TypeError(
      'Expected `timeout` to be a number of milliseconds, 0 or more, got `-1` (number)',
    ),
  );
  await expect(logger.flush(null as never)).rejects.toThrow(
    new TypeError('Expected `options` to be an object, got `null`; `flush` takes `timeout`'),
  );
});

test('flush calls that of a transport, which takes a callback or returns a promise', async () => {
  const { transport } = makeSlowTransport();
  const { logger } = configured();
  logger.clear().add(transport);
  const never = (): Promise<void> => new Promise(() => undefined);
  const answers: [unknown, boolean][] = [
    [(callback: (error?: Error) => void) => setImmediate(callback), true],
    [(callback: (error?: Error) => void) => callback(new Error('no')), false],
    [async (_callback: unknown) => await Promise.resolve(), true],
    [() => Promise.reject(new Error('no')), false],
    [never, false],
    [async () => await Promise.resolve(false), false],
    [() => undefined, true],
  ];
  for (const [flush, isFlushed] of answers) {
    Object.assign(transport, { flush });
    logger.info('a');
    // Only one that never ends has to reach its timeout.
    const timeout = flush === never ? 20 : 10_000;
    expect(await logger.flush({ timeout })).toBe(isFlushed);
  }
});
