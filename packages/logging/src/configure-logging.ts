import winston, {
  type Logform,
  type Logger,
  type LoggerOptions,
  type transport as Transport,
} from 'winston';
import { prepareAccessLog } from './internal/access-log/access-log.js';
import {
  currentHolder,
  entriesOf,
  expectLevelOf,
  type HeldFigures,
  HeldLines,
  limitsOf,
  makeFields,
  USUAL_NAMES,
} from '@aiolocals/lines/logger';
import type { Entry } from './internal/entry/entry.js';
import { CONFIGURED_RESERVED } from './internal/entry/reserved-names.js';
import { expected, expectName } from '@aiolocals/core/options';
import { chain } from './internal/line/chain.js';
import { expectTemplate } from './internal/line/template.js';
import { attach } from './internal/logger/attach.js';
import { keepTransports } from './internal/transport/keep-transports.js';
import { type ContextLogger, flushable } from './internal/transport/flush.js';
import { internalsOf } from './internal/winston/shapes.js';
import { LogConfiguration } from './log-configuration.js';
import { checkLoggingOptions, type LoggingOptions } from './logging-options.js';
import { RequestIdFilter } from './request-id-filter.js';

/** The root logger of winston, configured. */
export interface ConfiguredLogger extends ContextLogger {
  /** Returns what became of the lines that were held, or undefined without the option `fingersCrossed`. */
  heldFigures(): HeldFigures | undefined;
}

/** The root logger is the same, whichever copy of this package configured it. */
const current = currentHolder<Entry>('aiolocals.logging.held');

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
 * @throws TypeError if an argument is of the wrong kind, or an option does not exist. The logging then stays as it was.
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
  checkLoggingOptions(options);
  const { debug = true, logConfiguration = new LogConfiguration() } = options;
  if (logConfiguration.name !== undefined)
    expectName('logConfiguration.name', logConfiguration.name);
  const logger = rootLogger();
  const limits = limitsOf(options.fingersCrossed);
  const fields = makeFields(entriesOf(options.fields ?? []), USUAL_NAMES, CONFIGURED_RESERVED);
  const startAccessLog = prepareAccessLog(logger, options.accessLog);
  const service = (logConfiguration.name ??= serviceName ?? process.title);
  const parts = partsOf(logConfiguration, debug, fields.fieldNames);
  const internals = internalsOf(logger);
  expectLevelOf(internals, 'getLoggingLevel()', parts.level);
  if (limits !== undefined) {
    expectLevelOf(internals, 'fingersCrossed.level', limits.level);
    expectLevelOf(internals, 'fingersCrossed.hold', limits.hold);
  }

  // From here on nothing is refused: a call that throws leaves the logging as it was.
  stopLast();
  const held = limits && new HeldLines(limits, current);
  attach(internals, { hardened: true, configured: true, service, held, ...fields });
  logger.configure(parts);
  const stopAccessLog = startAccessLog();
  const stopKeeping = keepTransports(logger);
  stopLast = () => {
    held?.stop();
    stopAccessLog();
    stopKeeping();
  };
  // Not `Object.assign`: V8 would then look up each property of the logger in a hash table.
  return Object.defineProperty(flushable(logger), 'heldFigures', {
    value: () => held?.figures,
    configurable: true,
    writable: true,
  }) as ConfiguredLogger;
}

/** Returns the logger behind `winston.info`. winston does not export it, but its exception handler has it. */
function rootLogger(): Logger {
  return winston.exceptions.logger;
}

/** Returns what the logger is configured with. Methods of the caller run here, and can throw. */
function partsOf(
  logConfiguration: LogConfiguration,
  debug: boolean,
  fieldNames: ReadonlySet<string>,
): LoggerOptions {
  expectTemplate(logConfiguration.format, fieldNames);
  const level = logConfiguration.getLoggingLevel(debug);
  const format = formatOf(logConfiguration, debug);
  const transports: unknown = logConfiguration.getLogHandler(debug);
  // winston takes several too, but would refuse a bad one only after it has removed the old ones.
  for (const transport of Array.isArray(transports) ? transports : [transports]) {
    const { log, on } = (transport ?? {}) as Partial<Transport>;
    if (typeof log !== 'function' || typeof on !== 'function')
      throw expected('getLogHandler()', 'a winston transport', transport);
  }
  return { level, format, transports: transports as Transport };
}

function formatOf(logConfiguration: LogConfiguration, debug: boolean): Logform.Format {
  const filters = [...logConfiguration.getFilters()];
  // Entries of the configured logger have the request from the start, so the filter itself would do nothing.
  const needed = filters.filter((filter) => filter?.constructor !== RequestIdFilter);
  return chain([...needed, logConfiguration.getFormatter(debug)]);
}
