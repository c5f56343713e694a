import type { Logger } from 'winston';
import { expected, optionsChecker } from '@aiolocals/core/options';
import { attach } from './internal/logger/attach.js';
import { attachedSettings } from './internal/logger/settings.js';
import { type ContextLogger, flushable } from './internal/transport/flush.js';
import { internalsOf } from './internal/winston/shapes.js';

const CONFIGURED = 'it is an option of `configureLogging`, for the root logger';
const CREATED = 'pass it to `winston.createLogger`';

const checkOptions = optionsChecker(
  'attachContext',
  {},
  {
    fields: CONFIGURED,
    fingersCrossed: CONFIGURED,
    accessLog: CONFIGURED,
    logConfiguration: CONFIGURED,
    debug: CONFIGURED,
    level: CREATED,
    format: CREATED,
    transports: CREATED,
  },
);

/**
 * Makes a logger of your own capture the context at each log call. Its format then runs at the log call, in that context
 * and on a copy of the entry, also when a transport is slow. This includes its child loggers, and transports that you
 * add later.
 *
 * What callers log cannot take the names `level`, `message`, `timestamp`, `requestId` and `requestPath`: it is put under
 * `shadowed` instead. Attaching twice does the same as attaching once.
 *
 * @returns The logger, with a method `flush`.
 * @throws TypeError if `logger` is not a winston logger, or if options are passed: it takes none.
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
export function attachContext(logger: Logger): ContextLogger;
export function attachContext(logger: Logger, options?: unknown): ContextLogger {
  const { levels, write } = (logger ?? {}) as Partial<Logger>;
  if (typeof levels !== 'object' || typeof write !== 'function') {
    throw expected('logger', 'a winston logger', logger, 'make one with `winston.createLogger`');
  }
  // Objects only: `loggers.map(attachContext)` passes an index.
  if (typeof options === 'object' && options !== null) checkOptions(options);
  attach(internalsOf(logger), attachedSettings);
  return flushable(logger);
}
