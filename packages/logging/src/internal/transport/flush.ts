import { setImmediate, setTimeout } from 'node:timers/promises';
import { Context } from '@aiolocals/core';
import type { Logger } from 'winston';
import { expectTimeout, optionsChecker } from '@aiolocals/core/options';
import { pipesOf } from '../winston/pipes.js';
import { type AnyLogger, type AnyTransport, internalsOf } from '../winston/shapes.js';
import { isIdle } from './idle.js';

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
   * system or, with an Http transport, the server has answered. You can log on afterwards.
   *
   * @returns A promise of true, or of false if lines were left when the time was over.
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
  while (!isIdle(logger)) {
    if (performance.now() >= deadline) return false;
    pipesOf(logger).forEach(sendBatch);
    // oxlint-disable-next-line no-await-in-loop -- it is a wait
    await setTimeout(PAUSE);
  }
  return true;
}

/** Sends the incomplete batch of an Http transport once no more lines are on their way to it. */
function sendBatch(transport: AnyTransport): void {
  if (transport.writableLength > 0 || !(transport.batchOptions?.length ?? 0)) return;
  transport._doBatchRequest?.(transport.batchCallback, transport.auth, transport.path);
}
