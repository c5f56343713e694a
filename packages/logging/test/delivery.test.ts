import { Writable } from 'node:stream';
import { attachContext } from '@aiolocals/logging';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured } from './support/configured.js';
import { runsOf } from '../../../fuzz-runs.js';

/** When a transport says that it is done with a line. */
type Answer = 'at once' | 'twice' | 'in the next tick' | 'later';
type Callback = (error?: Error) => void;

const answers: Record<Answer, (callback: Callback) => void> = {
  'at once': (callback) => callback(),
  twice: (callback) => {
    callback();
    callback();
  },
  'in the next tick': (callback) => process.nextTick(callback),
  later: (callback) => void setImmediate(callback),
};

/** Calls `log` for each line, and keeps what happened in its order. */
class Recording extends winston.transports.Stream {
  readonly events: string[] = [];
  readonly #answer: (message: string, callback: Callback) => void;

  constructor(
    answer: (message: string, callback: Callback) => void,
    options: { highWaterMark?: number } = {},
  ) {
    super({ stream: new Writable(), ...options });
    this.#answer = answer;
  }

  override log(info: { message: string }, callback: Callback): void {
    this.events.push(info.message);
    this.#answer(info.message, callback);
  }
}

function attached(
  transport: winston.transport,
  hardened = false,
): ReturnType<typeof attachContext> {
  return attachContext(
    winston.createLogger({ format: winston.format.json(), transports: transport }),
    { hardened },
  );
}

test.each([true, false])(
  'lines arrive once and in order, and then the end, whenever a transport calls back (hardened: %s)',
  async (hardened) => {
    // winston throws for one that calls back twice.
    const kinds = (Object.keys(answers) as Answer[]).filter((kind) => hardened || kind !== 'twice');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...kinds), { maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (plan, highWaterMark, pauses) => {
          const transport = new Recording(
            (message, callback) => answers[plan[Number(message)] as Answer](callback),
            { highWaterMark },
          );
          const logger = attached(transport, hardened);
          transport.on('finish', () => transport.events.push('finish'));
          for (const line of plan.keys()) {
            logger.info(String(line));
            if (pauses && line % 7 === 6) await new Promise(setImmediate);
          }
          const finished = new Promise((resolve) => {
            logger.on('finish', resolve);
          });
          logger.end();
          await finished;
          expect(transport.events).toEqual([...[...plan.keys()].map(String), 'finish']);
        },
      ),
      { numRuns: runsOf(40) },
    );
  },
);

test('a line that a transport logs while it writes one comes after that one, at any depth', async () => {
  const transport: Recording = new Recording((message, callback) => {
    callback();
    if (message.length < 50) logger.info(`${message}+`);
  });
  const logger = attached(transport);
  logger.info('+');
  logger.info('last');
  expect(await logger.flush()).toBe(true);
  const lengths = transport.events.filter((event) => event.startsWith('+')).map((e) => e.length);
  expect(lengths).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(transport.events.filter((event) => event.startsWith('last'))).toHaveLength(47);
});

test('a write to a transport calls back once, after it has returned', async () => {
  const transport = new Recording((_message, callback) => callback());
  const logger = attached(transport);
  logger.info('before');
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    transport.write({ level: 'info', message: 'by hand', [Symbol.for('level')]: 'info' }, () => {
      order.push('told');
      resolve();
    });
    order.push('written');
  });
  logger.info('after');
  expect(order).toEqual(['written', 'told']);
  expect(transport.events).toEqual(['before', 'by hand', 'after']);
});

test('a transport without room emits `drain` when it has room again', async () => {
  const transport = new Recording((_message, callback) => callback(), { highWaterMark: 1 });
  const logger = attached(transport);
  const order: string[] = [];
  transport.on('drain', () => order.push('drain'));
  for (const line of ['1', '2']) {
    logger.info(line);
    order.push('logged');
  }
  expect(await logger.flush()).toBe(true);
  expect(order).toEqual(['logged', 'logged', 'drain', 'drain']);
  expect(transport.events).toEqual(['1', '2']);
});

test('flush resolves to false when a transport never calls back, and the later lines stay in it', async () => {
  const transport = new Recording(() => undefined);
  const logger = attached(transport);
  for (const line of ['1', '2', '3']) logger.info(line);
  expect(await logger.flush({ timeout: 5 })).toBe(false);
  expect(transport.events).toEqual(['1']);
  expect(transport.writableLength).toBe(3);
});

test('a transport that fails on one line still gets the next ones', async () => {
  const transport = new Recording((message, callback) =>
    callback(message === 'refused' ? new Error('cannot') : undefined),
  );
  const { logger } = configured({ debug: false });
  logger.add(transport);
  for (const line of ['1', 'refused', '2', 'refused', '3']) {
    logger.info(line);
    await new Promise(setImmediate);
  }
  expect(await logger.flush()).toBe(true);
  expect(transport.events).toEqual(['1', 'refused', '2', 'refused', '3']);
});

test('a write that waited in a transport calls back once, although the transport calls back twice', async () => {
  const callbacks: Callback[] = [];
  const transport = new Recording((_message, callback) => void callbacks.push(callback));
  attached(transport, true);
  const told: string[] = [];
  const write = (message: string): unknown =>
    transport.write({ level: 'info', message, [Symbol.for('level')]: 'info' }, () => {
      told.push(message);
    });
  for (const message of ['first', 'second', 'third']) write(message);
  // Makes room: the other two are written at once.
  callbacks.shift()?.();
  await new Promise(setImmediate);
  expect(callbacks).toHaveLength(2);
  for (const callback of callbacks) {
    callback();
    callback();
  }
  await new Promise(setImmediate);
  expect(told).toEqual(['first', 'second', 'third']);
  expect(transport.events).toEqual(['first', 'second', 'third']);
});
