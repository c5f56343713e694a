// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import process from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import winston from 'winston';
import { loop, processorTime } from '../harness/loop.mjs';
import { tenValues } from '../harness/ten-values.mjs';

/** @typedef {import('../harness/loop.mjs').Measure} Measure */
/** @typedef {(body: () => any) => any} Inside */

const STOCK = 'stock winston, no context';
const OURS = '@aiolocals';
const GUEST = '@aiolocals, attached to a winston logger';
const PINO = 'pino with a mixin';
const ON_PINO = '@aiolocals, attached to a pino logger';
/** Lines between two turns of the event loop: as many as a request logs, too few to fill a stream. */
const BURST = 8;
/**
 * Lines before the first that counts, for each millisecond of a measurement. Whatever is measured first in a process is
 * compiled last: stock winston took twice as long after 10,000 lines as after 60,000.
 */
const WARM_UP = 4000;
const { combine, json, timestamp } = winston.format;

/** Logs in bursts, at least so many lines, until the processor has spent that long on it. */
async function lines(
  /** @type {() => unknown} */ log,
  /** @type {number} */ milliseconds,
  least = 0,
) {
  const began = performance.now();
  const cpuBefore = processorTime();
  let count = 0;
  let elapsed = 0;
  let spent = 0;
  while (spent < milliseconds || count < least) {
    for (let line = 0; line < BURST; line++) log();
    count += BURST;
    // oxlint-disable-next-line no-await-in-loop -- the streams write between two turns
    await turn();
    elapsed = performance.now() - began;
    spent = processorTime() - cpuBefore;
  }
  return { ns: (spent * 1e6) / count, lines: (count * 1000) / elapsed };
}

/**
 * Lines go to the standard output, which is the null device.
 *
 * @param {(message: string, meta?: object) => unknown} info
 * @param {(message: string, error: Error) => unknown} fail Logs an error.
 * @param {(message: string) => unknown} debug Logs what is below the level.
 * @param {Inside} inside
 * @returns {Record<string, Measure>}
 */
function cases(info, fail, debug, inside) {
  const withValues = () => info('order placed', { order: 17, total: 4.2 });
  const withoutValues = () => info('order placed');
  const withTenValues = () => info('order placed', tenValues());
  const error = new Error('card declined');
  const withError = () => fail('payment failed', error);
  /** @returns {Measure} */
  const warmed = (/** @type {() => unknown} */ log) => {
    let isWarm = false;
    return async (milliseconds) =>
      inside(async () => {
        if (!isWarm) await lines(log, 10 * milliseconds, WARM_UP * milliseconds);
        isWarm = true;
        return lines(log, milliseconds);
      });
  };
  const disabled = () => {
    debug('not to be seen');
    return true;
  };
  return {
    line: warmed(withValues),
    plainLine: warmed(withoutValues),
    tenValues: warmed(withTenValues),
    error: warmed(withError),
    disabled: loop(disabled, { expected: true, inside }),
  };
}

/** @returns {Record<string, Measure>} */
function winstonCases(/** @type {winston.Logger} */ logger, /** @type {Inside} */ inside) {
  return cases(
    (message, meta) => (meta === undefined ? logger.info(message) : logger.info(message, meta)),
    (message, error) => logger.error(message, error),
    (message) => logger.debug(message),
    inside,
  );
}

/** @returns {Record<string, Measure>} */
function pinoCases(/** @type {import('pino').Logger} */ logger, /** @type {Inside} */ inside) {
  return cases(
    (message, meta) => (meta === undefined ? logger.info(message) : logger.info(meta, message)),
    (message, error) => logger.error(error, message),
    (message) => logger.debug(message),
    inside,
  );
}

/** @returns {Inside} */
function insideOf(/** @type {AsyncLocalStorage<object>} */ storage) {
  return (body) => storage.run({ requestId: 'REQ0123456789', requestPath: '/orders' }, body);
}

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'Logging',
  note:
    'JSON lines with a message, two values, a timestamp and the id and path of the request, written to the null ' +
    'device; lines without the two values, with ten, and with an error; and debug lines that the level disables. ' +
    'Compared with winston as it comes, whose lines have no id and no path, and with pino and a mixin that adds them.',
  participants: {
    [STOCK]: () => {
      const transports = [new winston.transports.Console()];
      const format = combine(timestamp(), json());
      return winstonCases(winston.createLogger({ format, transports }), (body) => body());
    },
    'stock winston, no timestamp': () => {
      const transports = [new winston.transports.Console()];
      return winstonCases(winston.createLogger({ format: json(), transports }), (body) => body());
    },
    'winston, a format that reads an AsyncLocalStorage': () => {
      /** @type {AsyncLocalStorage<object>} */
      const storage = new AsyncLocalStorage();
      const withRequest = winston.format((info) => Object.assign(info, storage.getStore()));
      const transports = [new winston.transports.Console()];
      const format = combine(withRequest(), timestamp(), json());
      return winstonCases(winston.createLogger({ format, transports }), insideOf(storage));
    },
    [OURS]: async () => {
      const { configureLogging } = await import('@aiolocals/logging');
      const { aiolocals } = await import('../alternatives/aiolocals.mjs');
      const logger = configureLogging('bench', { debug: false });
      return winstonCases(logger, (body) => aiolocals.run('REQ0123456789', '/orders', body));
    },
    [GUEST]: async () => {
      const { attachContext } = await import('@aiolocals/logging');
      const { aiolocals } = await import('../alternatives/aiolocals.mjs');
      const transports = [new winston.transports.Console()];
      const format = combine(timestamp(), json());
      const logger = attachContext(winston.createLogger({ format, transports }));
      return winstonCases(logger, (body) => aiolocals.run('REQ0123456789', '/orders', body));
    },
    [PINO]: async () => {
      const { pino } = await import('pino');
      /** @type {AsyncLocalStorage<object>} */
      const storage = new AsyncLocalStorage();
      const logger = pino({ mixin: () => ({ ...storage.getStore() }) });
      return pinoCases(logger, insideOf(storage));
    },
    [ON_PINO]: async () => {
      const { pino } = await import('pino');
      const { attachContext } = await import('@aiolocals/pino');
      const { aiolocals } = await import('../alternatives/aiolocals.mjs');
      const logger = attachContext(pino());
      return pinoCases(logger, (body) => aiolocals.run('REQ0123456789', '/orders', body));
    },
    LogTape: async () => {
      const { configure, getLogger, getStreamSink, jsonLinesFormatter, withContext } =
        await import('@logtape/logtape');
      const { Writable } = await import('node:stream');
      await configure({
        sinks: {
          main: getStreamSink(Writable.toWeb(process.stdout), { formatter: jsonLinesFormatter }),
        },
        loggers: [
          { category: 'bench', sinks: ['main'], lowestLevel: 'info' },
          { category: ['logtape', 'meta'], sinks: [] },
        ],
        contextLocalStorage: new AsyncLocalStorage(),
      });
      const logger = getLogger('bench');
      return cases(
        (message, meta) =>
          meta === undefined ? logger.info(message) : logger.info(message, { ...meta }),
        (message, error) => logger.error(message, { error }),
        (message) => logger.debug(message),
        (body) => withContext({ requestId: 'REQ0123456789', requestPath: '/orders' }, body),
      );
    },
  },
  comparisons: [
    {
      what: 'processor time of a line',
      id: 'line',
      floor: STOCK,
      goals: [
        { of: OURS, most: 0.55 },
        { of: GUEST, most: 1.05 },
      ],
    },
    {
      what: 'processor time of a line without values',
      id: 'plainLine',
      floor: STOCK,
      goals: [{ of: OURS, most: 0.5 }],
    },
    {
      what: 'processor time of a line with ten values',
      id: 'tenValues',
      floor: STOCK,
      goals: [{ of: OURS, most: 0.6 }],
    },
    {
      what: 'processor time of a line with an error',
      id: 'error',
      floor: STOCK,
      goals: [{ of: OURS, most: 0.85 }],
    },
    {
      what: 'processor time of a line, beside pino with a mixin',
      id: 'line',
      floor: PINO,
      of: [STOCK, OURS, GUEST, ON_PINO],
      goals: [
        { of: ON_PINO, most: 1.15 },
        { of: OURS, most: 2 },
      ],
    },
    { what: 'lines/s', id: 'line', metric: 'lines', unit: '/s', floor: STOCK },
    {
      what: 'a disabled debug line',
      id: 'disabled',
      floor: STOCK,
      goals: [{ of: OURS, most: 0.05 }],
    },
  ],
  pace: { milliseconds: 15, rounds: 4, restarts: 3 },
  quickPace: { milliseconds: 3, rounds: 2, restarts: 1 },
};
