import {
  type CheckOptions,
  expectBoolean,
  expected,
  optionsChecker,
} from '@aiolocals/core/options';
import {
  type AccessLogOptions,
  expectAccessLog,
  expectFields,
  expectFingersCrossed,
  type FieldOption,
  type FingersCrossedOptions,
  type RequestFields,
} from '@aiolocals/lines/logger';
import { LogConfiguration } from './log-configuration.js';

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
   * What each line carries: Locals, some of their attributes, what functions return, and the names of the fields with the
   * id and the path of the request.
   *
   * @default []
   *
   * @example
   * ```ts
   * import { Local } from '@aiolocals/core';
   * import { configureLogging } from '@aiolocals/logging';
   *
   * const user = new Local<{ userId: number }>({ userId: 0 });
   *
   * configureLogging('orders', {
   *   fields: [user, () => ({ region: process.env.REGION }), { requestId: 'correlation_id' }],
   * });
   * ```
   */
  readonly fields?: RequestFields | readonly FieldOption[];
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

const IN_CONFIGURATION = 'of a `LogConfiguration`, and pass that as `logConfiguration`';
const NAME = 'pass the name of the service as the first argument';
const TRANSPORT = `override \`getLogHandler\` ${IN_CONFIGURATION}`;

/** Throws a TypeError for the first option of `configureLogging` that does not exist or is not what it should be. */
export const checkLoggingOptions: CheckOptions = optionsChecker(
  'configureLogging',
  {
    debug: expectBoolean,
    logConfiguration: expectLogConfiguration,
    fields: expectFields,
    fingersCrossed: expectFingersCrossed,
    accessLog: expectAccessLog,
  },
  {
    level: `override \`getLoggingLevel\` ${IN_CONFIGURATION}`,
    format: `set the template \`format\`, or override \`getFormatter\`, ${IN_CONFIGURATION}`,
    filters: `override \`getFilters\` ${IN_CONFIGURATION}`,
    transport: TRANSPORT,
    transports: TRANSPORT,
    name: NAME,
    service: NAME,
    serviceName: NAME,
  },
);

function expectLogConfiguration(name: string, value: unknown): void {
  if (!(value instanceof LogConfiguration)) throw expected(name, 'a LogConfiguration', value);
}
