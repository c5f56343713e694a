import { setImmediate, setTimeout } from 'node:timers/promises';
import { Context } from '@aiolocals/core';
import type { Logger } from 'winston';
import { expectTimeout, optionsChecker } from '@aiolocals/core/options';
import { pipesOf } from '../winston/pipes.js';
import { type AnyLogger, type AnyTransport, internalsOf } from '../winston/shapes.js';
import { sendBatch } from './batches.js';
import { takeFailure } from './failures.js';
import { isIdle } from './idle.js';
import { isEndUnknown } from './unknown-end.js';

/** Milliseconds between two looks. No event says that all of the streams on the way are empty. */
const PAUSE = 2;

/** The options of `flush`. */
export interface FlushOptions {
  /**
   * The longest time to wait, in milliseconds.
   *
   * @default Infinity
   */
  readonly timeout?: number;
}

const checkOptions = optionsChecker('flush', { timeout: expectTimeout });

/** A winston logger whose lines carry their context. */
export interface ContextLogger extends Logger {
  /**
   * Waits until each line that was logged is written: the logger and its transports have passed it to the operating
   * system or, where one sends them to a server, the server has answered. You can log on afterwards.
   *
   * A transport can have a `flush` of its own, which is then called, and may resolve to false as well. A transport
   * without one that calls back before it could have written anything is named in a warning, and the promise resolves
   * to false.
   *
   * @returns A promise of true if each line is known to be written; of false if lines were left when the time was over,
   * if a transport failed since the last flush, or if one does not tell whether its lines are written.
   * @throws TypeError if `timeout` is not a number of milliseconds, or another option is given.
   *
   * @example
   * ```ts
   * import { configureLogging } from '@aiolocals/logging';
   *
   * const logger = configureLogging('orders');
   * process.once('SIGTERM', () => {
   *   void logger.flush({ timeout: 5000 }).then(() => process.exit());
   * });
   * ```
   */
  flush(options?: FlushOptions): Promise<boolean>;
}

/** Adds `flush` to the logger, and so to its children. */
export function flushable(logger: Logger): ContextLogger {
  const root = internalsOf(logger);
  const flush = async (options: FlushOptions = {}): Promise<boolean> => {
    checkOptions(options);
    const { timeout = Infinity } = options;
    // Outside any context: the timers of a flush belong to no request.
    return await Context.exit(whenIdle, root, performance.now() + timeout);
  };
  return Object.defineProperty(logger, 'flush', {
    value: flush,
    configurable: true,
    writable: true,
  }) as ContextLogger;
}

async function whenIdle(logger: AnyLogger, deadline: number): Promise<boolean> {
  // Most lines on their way are written in this turn of the event loop.
  await setImmediate();
  let isFlushed = await isWrittenBy(logger, deadline);
  for (const transport of pipesOf(logger)) {
    // Asks each of them, so that a warning names all that cannot tell.
    if (isEndUnknown(transport)) isFlushed = false;
    if (takeFailure(transport)) isFlushed = false;
  }
  return isFlushed;
}

async function isWrittenBy(logger: AnyLogger, deadline: number): Promise<boolean> {
  do {
    while (!isIdle(logger)) {
      if (performance.now() >= deadline) return false;
      for (const pipe of pipesOf(logger)) if (pipe.writableLength === 0) sendBatch(pipe);
      // oxlint-disable-next-line no-await-in-loop -- it is a wait
      await setTimeout(PAUSE);
    }
    // oxlint-disable-next-line no-await-in-loop -- one that failed to send has its lines again, and tries again
    if (!(await haveFlushed(pipesOf(logger), deadline))) return false;
  } while (!isIdle(logger));
  return true;
}

/** Asks the transports that have a `flush` of their own; resolves to whether all of them were done in time. */
async function haveFlushed(pipes: readonly AnyTransport[], deadline: number): Promise<boolean> {
  const flushes = pipes.filter(({ flush }) => typeof flush === 'function');
  if (flushes.length === 0) return true;
  const controller = new AbortController();
  const { signal } = controller;
  // No timer can wait longer.
  const left = Math.min(Math.max(deadline - performance.now(), 0), 2 ** 31 - 1);
  const late = setTimeout(left, false, { signal }).catch(() => false);
  const done = Promise.all(flushes.map(flushOf)).then(
    // A transport may resolve to false, as this `flush` does.
    (results) => !results.includes(false),
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    controller.abort();
  }
}

/** Calls the `flush` of a transport, which takes a callback or returns a promise. */
function flushOf(transport: AnyTransport): Promise<unknown> {
  const flush = transport.flush as (callback?: (error?: unknown) => void) => unknown;
  if (flush.length === 0) return Promise.resolve(flush.call(transport));
  return new Promise((resolve, reject) => {
    const called = flush.call(transport, (error) => {
      if (error) reject(error);
      else resolve(undefined);
    });
    if (called instanceof Promise) called.then(resolve, reject);
  });
}
