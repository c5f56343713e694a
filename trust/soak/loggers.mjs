// @ts-check
// The loggers of a server: winston to a file, to a slow transport and to a consumer that stalls, and pino to a file.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Local, request } from '@aiolocals/core';
import { configureLogging, LogConfiguration } from '@aiolocals/logging';
import { pino } from 'pino';
import winston from 'winston';
import Transport from 'winston-transport';
import { Ledger } from './ledger.mjs';

const MESSAGE = Symbol.for('message');
/** One line in so many takes its time, so that the lines after it are formatted late. */
const SLOW_EACH = 200;

class ToFile extends LogConfiguration {
  /** @param {string} filename */
  constructor(filename) {
    super();
    this.filename = filename;
  }

  /** @override */
  getLogHandler() {
    return new winston.transports.File({ filename: this.filename });
  }
}

/** Writes warnings to a file, and lets the logger wait. */
class Slow extends Transport {
  /** @param {string} filename */
  constructor(filename) {
    super({ level: 'warn' });
    this.file = createWriteStream(filename);
    this.count = 0;
  }

  /**
   * @override
   * @param {Record<PropertyKey, unknown>} info
   * @param {() => void} next
   */
  log(info, next) {
    this.file.write(`${String(info[MESSAGE])}\n`);
    this.count += 1;
    if (this.count % SLOW_EACH === 0) setTimeout(next, 20);
    else setImmediate(next);
  }

  async flush() {
    await new Promise((resolve) => this.file.write('', resolve));
  }
}

/**
 * Makes the loggers. `logOf` returns how request n logs its steps; the ledgers say what it logged where.
 *
 * @param {{ folder: string, name: string, consumer: number, requests: number }} options
 */
export async function makeLoggers({ folder, name, consumer, requests }) {
  const socket = connect(consumer, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${name}\n`);
  const logConfiguration = new ToFile(join(folder, `${name}.winston.log`));
  const logger = configureLogging(name, { debug: false, logConfiguration, accessLog: true });
  logger.add(new Slow(join(folder, `${name}.slow.log`)));
  logger.add(new winston.transports.Stream({ stream: socket, level: 'warn' }));
  const destination = pino.destination({ dest: join(folder, `${name}.pino.log`), sync: false });
  const pinoLogger = pino(
    // `requestId` is what its context says when the line is made.
    { mixin: () => ({ requestId: Local.peek(request)?.id ?? '' }) },
    destination,
  );

  const ledgers = {
    info: new Ledger(requests),
    warn: new Ledger(requests),
    pino: new Ledger(requests),
  };
  /** Odd steps are warnings; pino has each. */
  const logOf = (/** @type {number} */ n, /** @type {string} */ want) => {
    return (/** @type {number} */ step, extra = '') => {
      const message = `n=${n} step=${step} want=${want} ${extra}`;
      const isWarning = step % 2 === 1;
      ledgers[isWarning ? 'warn' : 'info'].mark(n, step);
      ledgers.pino.mark(n, step);
      if (isWarning) winston.warn(message);
      else winston.info(message);
      pinoLogger.info(message);
    };
  };
  const close = async () => {
    const isWritten = await logger.flush({ timeout: 60_000 });
    await new Promise((resolve) => destination.flush(resolve));
    socket.end();
    await once(socket, 'close');
    return isWritten;
  };
  return { logOf, ledgers, close };
}
