import type { Logger } from 'winston';
import { expectBoolean, expected, optionsChecker } from '@aiolocals/core/options';
import {
  entriesOf,
  expectFields,
  type FieldOption,
  type RequestFields,
  warnOnce,
} from '@aiolocals/lines/logger';
import { attach } from './internal/logger/attach.js';
import { attachedSettings } from './internal/logger/settings.js';
import { type ContextLogger, flushable } from './internal/transport/flush.js';
import { internalsOf } from './internal/winston/shapes.js';

/** The options of `attachContext`. */
export interface AttachOptions {
  /**
   * What each line carries: Locals, some of their attributes, what functions return, and the names of the fields with the
   * id and the path of the request.
   *
   * @default []
   *
   * @example
   * ```ts
   * import { attachContext } from '@aiolocals/logging';
   * import winston from 'winston';
   *
   * const logger = attachContext(winston.createLogger(), {
   *   fields: { requestId: 'correlation_id', requestPath: false },
   * });
   * ```
   */
  readonly fields?: RequestFields | readonly FieldOption[];
  /**
   * Treats what callers log as `configureLogging` does: it cannot take the names of other fields, errors are printed
   * with their causes under `error`, and a transport or a format that throws harms no caller. Lines then differ from
   * those of winston.
   *
   * @default false
   */
  readonly hardened?: boolean;
}

const CONFIGURED = 'it is an option of `configureLogging`, for the root logger';
const CREATED = 'pass it to `winston.createLogger`';

const checkOptions = optionsChecker(
  'attachContext',
  { fields: expectFields, hardened: expectBoolean },
  {
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
 * Makes a logger of your own capture the context at each log call, and puts the id and the path of the request on each
 * line. Its format then runs at the log call, in that context, also when a transport is slow; so do the formats and the
 * `log` of its transports. This includes its child loggers, and transports that you add later.
 *
 * Nothing else changes: the lines are those of winston, with these fields. Outside any request the fields are left out.
 * Attaching twice does the same as attaching once.
 *
 * @returns The logger, with a method `flush`.
 * @throws TypeError if `logger` is not a winston logger, or if an option does not exist or is of the wrong kind.
 *
 * @example
 * ```ts
 * import { attachContext } from '@aiolocals/logging';
 * import winston from 'winston';
 *
 * const logger = attachContext(
 *   winston.createLogger({ transports: new winston.transports.Console() }),
 * );
 * ```
 */
export function attachContext(logger: Logger): ContextLogger;
export function attachContext(logger: Logger, options?: AttachOptions): ContextLogger;
export function attachContext(logger: Logger, options?: unknown): ContextLogger {
  const { levels, write } = (logger ?? {}) as Partial<Logger>;
  if (typeof levels !== 'object' || typeof write !== 'function') {
    throw expected('logger', 'a winston logger', logger, 'make one with `winston.createLogger`');
  }
  // `loggers.map(attachContext)` passes an index.
  const given = typeof options === 'number' ? undefined : options;
  if (given !== undefined) checkOptions(given);
  const { fields, hardened = false } = (given ?? {}) as AttachOptions;
  const settings = attachedSettings(hardened, entriesOf(fields ?? []));
  const attachment = attach(internalsOf(logger), settings, given === undefined);
  if (fields !== undefined && attachment.settings !== settings) warnFieldsIgnored();
  return flushable(logger);
}

function warnFieldsIgnored(): void {
  warnOnce(
    'AIOLOCALS_FIELDS_IGNORED',
    '',
    'The `fields` of `attachContext` do not apply: the logger is that of `configureLogging`, or was attached with ' +
      '`hardened: true` before. Give `fields` to the first of the two. Reported once.',
  );
}
