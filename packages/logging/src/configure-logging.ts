import winston, { type Logger } from 'winston';
import { type AccessLogOptions, startAccessLog } from './internal/access-log/access-log.js';
import { attach } from './internal/logger/attach.js';
import { chain } from './internal/line/chain.js';
import { expected } from './internal/expect.js';
import { type FieldSelection, makeFields } from './internal/entry/fields.js';
import { type FingersCrossedOptions, limitsOf } from './internal/fingers-crossed/options.js';
import { type ContextLogger, flushable } from './internal/transport/flush.js';
import { Held, type HeldFigures } from './internal/fingers-crossed/held-lines.js';
import { OWN_RESERVED, type Settings } from './internal/logger/settings.js';
import { warnOnce } from './internal/warn-once.js';
import { inside } from './internal/winston/shapes.js';
import { LogConfiguration } from './log-configuration.js';

/** The options of `configureLogging`. */
export interface LoggingOptions {
  /** Whether to log for a developer: readable lines, from level `debug` on. On by default. */
  readonly debug?: boolean;
  /** Where to find what is to be other than the default. */
  readonly logConfiguration?: LogConfiguration;
  /** Locals, or some of their attributes, that every line carries: in JSON by name, in text by the template. */
  readonly fields?: readonly (object | FieldSelection)[];
  /** Holds the lines below the level until their request logs an error. Off by default. */
  readonly fingersCrossed?: boolean | FingersCrossedOptions;
  /** Logs a line for every request that is finished. Off by default. */
  readonly accessLog?: boolean | AccessLogOptions;
}

/** The root logger of winston, configured. */
export interface ConfiguredLogger extends ContextLogger {
  /** Returns what became of the lines that were held; undefined if none are. */
  heldFigures(): HeldFigures | undefined;
}

/** Undoes what the last call did outside of winston. */
let stop = (): void => undefined;

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
  const reserved = new Set(OWN_RESERVED);
  const fields = makeFields(options.fields ?? [], reserved, fieldNames);
  const service = (logConfiguration.name ??= serviceName ?? process.title);
  const startAccess = startAccessLog(logger, options.accessLog);

  stop();
  const held = limits && new Held(limits);
  const settings: Settings = { own: true, service, fields, fieldNames, reserved, held };
  attach(inside(logger), settings);
  logger.configure({
    level: logConfiguration.getLoggingLevel(debug),
    format: chain(logConfiguration.getFilters(), logConfiguration.getFormatter(debug)),
    transports: logConfiguration.getLogHandler(debug),
  });
  const stopAccess = startAccess();
  const onError = (error: unknown, transport?: winston.transport): void => {
    sayFailed(error, transport);
    // As newer versions of winston do: whatever it was, the next line may succeed.
    if (transport !== undefined && !logger.transports.includes(transport)) logger.add(transport);
  };
  logger.on('error', onError);
  stop = () => {
    held?.stop();
    stopAccess();
    logger.off('error', onError);
  };
  return Object.assign(flushable(logger), { heldFigures: () => held?.figures });
}

/** winston shows it nowhere, but its handler of exceptions knows it. */
function rootLogger(): Logger {
  return winston.exceptions.logger;
}

/** An error of a transport that nobody listens for would end the process: a full disk must not end the service. */
function sayFailed(error: unknown, transport?: winston.transport): void {
  const name = transport?.constructor.name ?? 'unknown';
  warnOnce(
    'AIOLOCALS_TRANSPORT_FAILED',
    name,
    `The transport \`${name}\` failed, and lines may be lost: ${String(error)}. This is said once`,
  );
}
