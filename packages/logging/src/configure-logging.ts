import winston, { type Logger } from 'winston';
import { attach } from './internal/attach.js';
import { expected } from './internal/expect.js';
import { type ContextLogger, flushable } from './internal/flush.js';
import { ownSettings } from './internal/settings.js';
import { inside } from './internal/winston.js';
import { LogConfiguration } from './log-configuration.js';

/** The options of `configureLogging`. */
export interface LoggingOptions {
  /** Whether to log for a developer: readable lines, from level `debug` on. On by default. */
  readonly debug?: boolean;
  /** Where to find what is to be other than the default. */
  readonly logConfiguration?: LogConfiguration;
}

/**
 * Configures winston's root logger, which is behind `winston.info` and its like. Useful once, when the service starts:
 * what the root logger had before is replaced.
 *
 * Every line carries the id and the path of the request in whose context it was logged.
 *
 * @param serviceName - The title of the process by default.
 * @returns The root logger, with a method `flush`.
 * @throws TypeError if an argument is not what it should be.
 *
 * @example
 * ```ts
 * import { configureLogging } from '@aiolocals/logging';
 * import winston from 'winston';
 *
 * const logger = configureLogging('orders');
 * winston.info('loaded'); // orders: [#] info - loaded
 * await logger.flush();
 * ```
 */
export function configureLogging(
  serviceName?: string,
  options: LoggingOptions = {},
): ContextLogger {
  if (serviceName !== undefined && (typeof serviceName !== 'string' || serviceName === '')) {
    throw expected('serviceName', 'a string that is not empty', serviceName);
  }
  if (typeof options !== 'object' || options === null)
    throw expected('options', 'an object', options);
  const { debug = true, logConfiguration = new LogConfiguration() } = options;
  if (typeof debug !== 'boolean') throw expected('debug', 'a boolean', debug);
  if (!(logConfiguration instanceof LogConfiguration)) {
    throw expected('logConfiguration', 'a LogConfiguration', logConfiguration);
  }

  const name = (logConfiguration.name ??= serviceName ?? process.title);
  const logger = rootLogger();
  attach(inside(logger), ownSettings(name, [], []));
  logger.configure({
    level: logConfiguration.getLoggingLevel(debug),
    format: winston.format.combine(
      ...logConfiguration.getFilters(),
      logConfiguration.getFormatter(debug),
    ),
    transports: logConfiguration.getLogHandler(debug),
  });
  return flushable(logger);
}

/** winston shows it nowhere, but its handler of exceptions knows it. */
function rootLogger(): Logger {
  return winston.exceptions.logger;
}
