import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { attachContext, flush } from '@aiolocals/pino';
import { type DestinationStream, pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { inRequest, parse } from './support/sink.js';

const folder = mkdtempSync(join(tmpdir(), 'aiolocals-pino-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function newFile(): string {
  return join(folder, `${files++}.log`);
}

/** Logs 400 lines, each in a request of its own. */
function logMany(logger: pino.Logger): void {
  for (let index = 0; index < 400; index++)
    inRequest(`REQ${index}`, `/${index}`, () => logger.info({ n: index }, 'x'.repeat(index)));
}

/** Returns how many lines a file has; each must have the id of its request. */
function countLines(file: string): number {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  for (const { n, requestId } of parse(lines)) expect(requestId).toBe(`REQ${String(n)}`);
  return lines.length;
}

const DESTINATIONS: readonly [string, (file: string) => DestinationStream][] = [
  ['a file, synchronous', (file) => pino.destination({ dest: file, sync: true })],
  ['a file, asynchronous', (file) => pino.destination({ dest: file, sync: false })],
  ['a buffer', (file) => pino.destination({ dest: file, sync: false, minLength: 16_000 })],
  [
    'a buffer, synchronous',
    (file) => pino.destination({ dest: file, sync: true, minLength: 4096 }),
  ],
  [
    'a thread',
    (file) =>
      pino.transport({ target: 'pino/file', options: { destination: file } }) as DestinationStream,
  ],
  [
    'a thread that buffers',
    (file) =>
      pino.transport({
        target: 'pino/file',
        options: { destination: file, minLength: 4096 },
      }) as DestinationStream,
  ],
  [
    'a multistream',
    (file) =>
      pino.multistream([
        pino.destination({ dest: file, sync: false, minLength: 4096 }),
        new Writable({ write: (_chunk, _encoding, done) => void setImmediate(done) }),
      ]),
  ],
];

test.each(DESTINATIONS)(
  'flush resolves to true when each line has arrived: %s',
  async (_name, make) => {
    const file = newFile();
    const destination = make(file);
    const logger = attachContext(pino({}, destination));
    for (const round of [1, 2]) {
      logMany(logger);
      expect(await flush(logger)).toBe(true);
      expect(countLines(file)).toBe(400 * round);
    }
    const { end } = destination as { end?: () => void };
    end?.call(destination);
  },
);

test('several targets in one thread get all lines', async () => {
  const [first, second] = [newFile(), newFile()];
  const destination = pino.transport({
    targets: [
      { target: 'pino/file', options: { destination: first } },
      { target: 'pino/file', level: 'warn', options: { destination: second } },
    ],
  });
  const logger = attachContext(pino({}, destination));
  logMany(logger);
  inRequest('REQ7', '/7', () => logger.warn({ n: 7 }, 'line'));
  destination.end();
  await once(destination, 'close');
  expect([countLines(first), countLines(second)]).toEqual([401, 1]);
});

test('flush of a stream of Node waits until it has written', async () => {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      setImmediate(() => {
        written.push(String(chunk));
        done();
      });
    },
  });
  const logger = attachContext(pino(stream));
  logMany(logger);
  expect(await flush(logger)).toBe(true);
  expect(written).toHaveLength(400);
});

test('flush resolves to false when the time is over', async () => {
  const stuck = new Writable({ write: () => undefined });
  const logger = pino(stuck);
  logger.info('line');
  expect(await flush(logger, { timeout: 20 })).toBe(false);
  const never = { write: () => undefined, flush: () => new Promise(() => undefined) };
  expect(await flush(never, { timeout: 20 })).toBe(false);
});

test('flush resolves to false if a destination failed or dropped a line since the last one, and to true the next time', async () => {
  const failing = new Writable({
    autoDestroy: false,
    write: (chunk, _encoding, done) =>
      done(String(chunk).includes('bad') ? new Error('no disk') : null),
  });
  failing.on('error', () => undefined);
  const logger = attachContext(pino(failing));
  logger.info('bad');
  expect(await flush(logger)).toBe(false);
  expect(await flush(logger)).toBe(true);

  const small = pino.destination({ dest: newFile(), sync: false, minLength: 100, maxLength: 150 });
  await once(small, 'ready');
  const dropping = attachContext(pino(small));
  dropping.info('x'.repeat(200));
  expect(await flush(dropping)).toBe(false);
  expect(await flush(dropping)).toBe(true);
});

const hasFullDisk = existsSync('/dev/full');
if (!hasFullDisk)
  console.log('Skipped: no test of a full disk, because there is no /dev/full here');

test.skipIf(!hasFullDisk)(
  'flush resolves to false for a full disk, without a timeout',
  async () => {
    const full = pino.destination({ dest: '/dev/full', sync: false, minLength: 4096 });
    full.on('error', () => undefined);
    const logger = attachContext(pino({}, full));
    logger.info('line');
    expect(await flush(logger)).toBe(false);
  },
);

test('a destination’s own flush is asked, with a callback or as a promise', async () => {
  const answers: [string, object, boolean][] = [
    ['a promise', { flush: async () => undefined }, true],
    ['a promise that is rejected', { flush: async () => Promise.reject(new Error('no')) }, false],
    ['a callback', { flush: (done: () => void) => setImmediate(done) }, true],
    [
      'a callback with an error',
      { flush: (done: (error: Error) => void) => done(new Error('no')) },
      false,
    ],
    [
      'a method that throws',
      {
        flush: () => {
          throw new Error('no');
        },
      },
      false,
    ],
    ['flushSync', { flushSync: () => undefined }, true],
    [
      'flushSync that throws',
      {
        flushSync: () => {
          throw new Error('no');
        },
      },
      false,
    ],
  ];
  for (const [name, methods, expected] of answers)
    expect([name, await flush({ write: () => undefined, ...methods })]).toEqual([name, expected]);
});

test('a destination that cannot be asked is named in a warning, and flush resolves to false', async () => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  class Silent {
    write(): void {
      // What becomes of the line is unknown.
    }
  }
  expect(await flush(pino({}, new Silent()))).toBe(false);
  expect(await warned).toMatchObject({
    code: 'AIOLOCALS_FLUSH_UNKNOWN',
    message: expect.stringContaining('`Silent`'),
  });
});
