import type { Logger } from 'winston';
import { expected } from '@aiolocals/core/options';
import { attach } from './internal/logger/attach.js';
import { attachedSettings } from './internal/logger/settings.js';
import { type ContextLogger, flushable } from './internal/transport/flush.js';
import { internalsOf } from './internal/winston/shapes.js';

/**
 * Makes a logger of your own capture the context at each log call. Its format then runs at the log call, in that context
 * and on a copy of the entry, also when a transport is slow. This includes its child loggers, and transports that you
 * add later.
 *
 * What callers log cannot take the names `level`, `message`, `timestamp`, `requestId` and `requestPath`: it is put under
 * `shadowed` instead. Attaching twice does the same as attaching once.
 *
 * @returns The logger, with a method `flush`.
 * @throws TypeError if `logger` is not a winston logger.
 *
 * @example
 * ```ts
 * import { attachContext, RequestIdFilter } from '@aiolocals/logging';
 * import winston from 'winston';
 *
 * const format = winston.format.combine(new RequestIdFilter(), winston.format.json());
 * const logger = attachContext(winston.createLogger({ format }));
 * ```
 */
export function attachContext(logger: Logger): ContextLogger {
  const { levels, write } = (logger ?? {}) as Partial<Logger>;
  if (typeof levels !== 'object' || typeof write !== 'function') {
    throw expected('logger', 'a winston logger', logger, 'make one with `winston.createLogger`');
  }
  attach(internalsOf(logger), attachedSettings);
  return flushable(logger);
}
