// @ts-check
// The loggers whose lines are counted: what a request of each logs, and the context that it runs in.
import { AsyncLocalStorage } from 'node:async_hooks';
import process from 'node:process';
import { Context, request } from '@aiolocals/core';
import { aiolocals } from '../../alternatives/aiolocals.mjs';

/**
 * @typedef {(message: string, meta?: object) => unknown} Log
 * @typedef {{ info: Log, error: Log, debug: Log }} Logger
 * @typedef {(id: string, path: string, fn: () => void) => void} Run Runs a request.
 * @typedef {{ logger: Logger, run: Run }} Logged
 */

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');
const { run } = aiolocals;
/** @type {Run} */
const nowhere = (_id, _path, fn) => fn();

/** @returns {Run} */
function insideOf(/** @type {AsyncLocalStorage<object>} */ storage) {
  return (requestId, requestPath, fn) => storage.run({ requestId, requestPath }, fn);
}

/** @returns {Promise<Logged>} */
async function onWinston(
  /** @type {Run} */ runner,
  /** @type {import('winston').Logform.Format[]} */ formats = [],
  /** @type {(logger: import('winston').Logger) => import('winston').Logger} */ attach = (logger) =>
    logger,
) {
  const { createLogger, format, transports } = (await import('winston')).default;
  const logger = createLogger({
    format: format.combine(...formats, format.timestamp(), format.json()),
    transports: [new transports.Console()],
  });
  return { logger: attach(logger), run: runner };
}

/** @returns {Promise<Logged>} */
async function onPino(
  /** @type {Run} */ runner,
  /** @type {import('pino').LoggerOptions} */ options = {},
  /** @type {(logger: import('pino').Logger) => import('pino').Logger} */ attach = (logger) =>
    logger,
) {
  const { pino } = await import('pino');
  return { logger: messageFirst(attach(pino(options, await destination()))), run: runner };
}

/** By default pino writes in a thread, and how many lines it writes at once depends on how fast that is. */
async function destination() {
  return (await import('pino')).pino.destination({ fd: 1, sync: true });
}

/**
 * pino takes what is logged first, and the message after it. The levels are called by name, as services do.
 *
 * @returns {Logger}
 */
function messageFirst(/** @type {import('pino').Logger} */ logger) {
  return {
    info: (message, meta) =>
      meta === undefined ? logger.info(message) : logger.info(meta, message),
    error: (message, meta) =>
      meta === undefined ? logger.error(message) : logger.error(meta, message),
    debug: (message, meta) =>
      meta === undefined ? logger.debug(message) : logger.debug(meta, message),
  };
}

/** @type {Readonly<Record<string, () => Promise<Logged>>>} */
export const loggers = {
  winston: () => onWinston(nowhere),
  // It prints the same lines as `guest`.
  winstonWithFields: async () => {
    /** @type {AsyncLocalStorage<object>} */
    const storage = new AsyncLocalStorage();
    const { format } = (await import('winston')).default;
    const withRequest = format((info) => Object.assign(info, storage.getStore()));
    return onWinston(insideOf(storage), [withRequest()]);
  },
  // The least that a line of winston's format with these fields can cost: no logger, no level, no transport, no stream.
  winstonFormatOnly: async () => {
    /** @type {AsyncLocalStorage<object>} */
    const storage = new AsyncLocalStorage();
    const { format } = (await import('winston')).default;
    const { transform } = format.combine(format.timestamp(), format.json());
    const logAt =
      (/** @type {string} */ level) =>
      (/** @type {string} */ message, /** @type {object | undefined} */ meta) => {
        const entry = { ...meta, [LEVEL]: level, level, message, ...storage.getStore() };
        const { [MESSAGE]: text } = /** @type {Record<symbol, unknown>} */ (transform(entry));
        process.stdout.write(`${String(text)}\n`);
      };
    const logger = { info: logAt('info'), error: logAt('error'), debug: logAt('debug') };
    return { logger, run: insideOf(storage) };
  },
  configured: async () => {
    const { configureLogging } = await import('@aiolocals/logging');
    return { logger: configureLogging('bench', { debug: false }), run };
  },
  guest: async () => {
    const { attachContext } = await import('@aiolocals/logging');
    return onWinston(run, [], (logger) => attachContext(logger));
  },
  pinoMixin: async () => {
    /** @type {AsyncLocalStorage<object>} */
    const storage = new AsyncLocalStorage();
    return onPino(insideOf(storage), { mixin: () => ({ ...storage.getStore() }) });
  },
  // Beside `pino`, whose requests run in contexts too: the cost of the contexts is in both.
  pinoMixinInContexts: () =>
    onPino(run, {
      mixin: () =>
        Context.current() === undefined ? {} : { requestId: request.id, requestPath: request.path },
    }),
  pinoConfigured: async () => {
    const { configurePino } = await import('@aiolocals/pino');
    return { logger: messageFirst(configurePino({ destination: await destination() })), run };
  },
  pino: async () => {
    const { attachContext } = await import('@aiolocals/pino');
    return onPino(run, {}, (logger) => attachContext(logger));
  },
};
