import winston, { type Logger, type Logform } from 'winston';
import { type AccessLogOptions, prepareAccessLog } from './internal/access-log/access-log.js';
import type { FieldSelection } from './internal/entry/field-selection.js';
import { makeFields } from './internal/entry/fields.js';
import { CONFIGURED_RESERVED } from './internal/entry/reserved-names.js';
import { expected } from '@aiolocals/core/options';
import type { HeldFigures } from './internal/fingers-crossed/held-figures.js';
import { HeldLines } from './internal/fingers-crossed/held-lines.js';
import { type FingersCrossedOptions, limitsOf } from './internal/fingers-crossed/options.js';
import { chain } from './internal/line/chain.js';
import { attach } from './internal/logger/attach.js';
import { keepTransports } from './internal/transport/keep-transports.js';
import { type ContextLogger, flushable } from './internal/transport/flush.js';
import { internalsOf } from './internal/winston/shapes.js';
import { LogConfiguration } from './log-configuration.js';
import { RequestIdFilter } from './request-id-filter.js';

/** The options of `configureLogging`. */
export interface LoggingOptions {
  /**
   * Logs for a developer: readable lines, from level `debug` on. In production pass `false`: JSON lines, from level
   * `info` on.
   *
   * @default true
   */
  readonly debug?: boolean;
  /**
   * The parts of the logging: service name, template, formats, transport and level.
   *
   * @default new LogConfiguration()
   */
  readonly logConfiguration?: LogConfiguration;
  /**
   * Locals, or some of their attributes, that each line carries: in JSON under their names, in text where the template
   * names them.
   *
   * @default []
   */
  readonly fields?: readonly (object | FieldSelection)[];
  /**
   * Holds the lines below the level until their request logs an error, and discards them if it logs none.
   *
   * @default false
   */
  readonly fingersCrossed?: boolean | FingersCrossedOptions;
  /**
   * Logs a line for each request that is finished.
   *
   * @default false
   */
  readonly accessLog?: boolean | AccessLogOptions;
}

/** The root logger of winston, configured. */
export interface ConfiguredLogger extends ContextLogger {
  /** Returns what became of the lines that were held, or undefined without the option `fingersCrossed`. */
  heldFigures(): HeldFigures | undefined;
}

/** Undoes what the last call of `configureLogging` started outside winston. */
let stopLast = (): void => undefined;

/**
 * Configures winston's root logger, which `winston.info` and similar functions use. Call it once, when the service
 * starts. It replaces the transports and formats that the root logger had.
 *
 * Each line carries the id and the path of the request in whose context it was logged.
 *
 * @param serviceName - By default the title of the process.
 * @returns The root logger, with the methods `flush` and `heldFigures`.
 * @throws TypeError if an argument is of the wrong kind.
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
): ConfiguredLogger {
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
  const logger = rootLogger();
  const limits = limitsOf(options.fingersCrossed);
  const fieldNames = new Set<string>();
  const reserved = new Set(CONFIGURED_RESERVED);
  const fields = makeFields(options.fields ?? [], reserved, fieldNames);
  const service = (logConfiguration.name ??= serviceName ?? process.title);
  const startAccessLog = prepareAccessLog(logger, options.accessLog);

  stopLast();
  const held = limits && new HeldLines(limits);
  attach(internalsOf(logger), { configured: true, service, fields, fieldNames, reserved, held });
  logger.configure({
    level: logConfiguration.getLoggingLevel(debug),
    format: formatOf(logConfiguration, debug),
    transports: logConfiguration.getLogHandler(debug),
  });
  const stopAccessLog = startAccessLog();
  const stopKeeping = keepTransports(logger);
  stopLast = () => {
    held?.stop();
    stopAccessLog();
    stopKeeping();
  };
  return Object.assign(flushable(logger), { heldFigures: () => held?.figures });
}

/** Returns the logger behind `winston.info`. winston does not export it, but its exception handler has it. */
function rootLogger(): Logger {
  return winston.exceptions.logger;
}

function formatOf(logConfiguration: LogConfiguration, debug: boolean): Logform.Format {
  const filters = [...logConfiguration.getFilters()];
  // Entries of the configured logger have the request from the start, so the filter itself would do nothing.
  const needed = filters.filter((filter) => filter?.constructor !== RequestIdFilter);
  return chain([...needed, logConfiguration.getFormatter(debug)]);
}
