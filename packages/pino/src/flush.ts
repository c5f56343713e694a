import { setImmediate } from 'node:timers/promises';
import { Context } from '@aiolocals/core';
import { expected, expectTimeout, optionsChecker } from '@aiolocals/core/options';
import type { DestinationStream } from 'pino';
import { destinationsOf, type Destination } from './internal/flush/destinations.js';
import { flushDestination } from './internal/flush/flush-destination.js';
import { takeFailure } from './internal/flush/failures.js';
import { internalsOf, keysOfPino } from './internal/pino.js';

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

/**
 * Waits until each line that a logger was given is written: until its destinations have passed them to the operating
 * system or, where one is in a thread, until the thread has passed them to its own destinations, and these have flushed
 * what they can flush. You can log on afterwards.
 *
 * A destination that cannot be asked is named in a warning, and the promise resolves to false.
 *
 * @param logger - Any logger of pino, or a destination such as `pino.transport` returns.
 * @returns A promise of true if each line is known to be written; of false if lines were left when the time was over,
 * if a destination failed since the last flush, or if one cannot be asked.
 * @throws TypeError if `logger` is neither, `timeout` is not a number of milliseconds, or another option is given.
 *
 * @example
 * ```ts
 * import { flush } from '@aiolocals/pino';
 * import { pino } from 'pino';
 *
 * const logger = pino(pino.destination({ dest: 'orders.log', sync: false }));
 * process.once('SIGTERM', () => {
 *   void flush(logger, { timeout: 5000 }).then(() => process.exit());
 * });
 * ```
 */
export async function flush(
  logger: object | DestinationStream,
  options: FlushOptions = {},
): Promise<boolean> {
  const keys = keysOfPino(logger);
  const stream: unknown = keys === undefined ? logger : internalsOf(logger)[keys.stream];
  if (typeof (stream as { write?: unknown } | null | undefined)?.write !== 'function')
    throw expected('logger', 'a pino logger or a destination', logger);
  checkOptions(options);
  const { timeout = Infinity } = options;
  const destinations = destinationsOf(stream as Destination);
  const deadline = performance.now() + timeout;
  // Outside any context: the timers of a flush belong to no request.
  const flushed = await Context.exit(async () => {
    // What failed at the log call is reported in this turn of the event loop.
    await setImmediate();
    return await Promise.all(destinations.map((each) => flushDestination(each, deadline)));
  });
  // Asks each of them, so that no failure is left for the next flush.
  const failed = destinations.map(takeFailure);
  return flushed.every(Boolean) && !failed.some(Boolean);
}
