import { expected, optionsChecker } from '@aiolocals/core/options';
import {
  entriesOf,
  expectFields,
  type FieldOption,
  type RequestFields,
} from '@aiolocals/lines/logger';
import type { Logger } from 'pino';
import { attach } from './internal/attach.js';
import { internalsOf, keysOfPino } from './internal/pino.js';

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
   * import { attachContext } from '@aiolocals/pino';
   * import { pino } from 'pino';
   *
   * const logger = attachContext(pino(), {
   *   fields: { requestId: 'correlation_id', requestPath: false },
   * });
   * ```
   */
  readonly fields?: RequestFields | readonly FieldOption[];
}

const CONFIGURED = 'it is an option of `configurePino`';
const CREATED = 'pass it to `pino`';

const checkOptions = optionsChecker(
  'attachContext',
  { fields: expectFields },
  {
    fingersCrossed: CONFIGURED,
    accessLog: CONFIGURED,
    level: CREATED,
    mixin: CREATED,
    formatters: CREATED,
    serializers: CREATED,
    redact: CREATED,
    transport: CREATED,
  },
);

/**
 * Puts the id and the path of the request, and the `fields`, on each line of a logger of your own: those of the context
 * that the line is logged in. This includes the child loggers that it makes, and its transports.
 *
 * Nothing else changes: the lines are those of pino, with these fields after the time. Outside any request the fields are left
 * out. What a call, a binding, a mixin or a formatter has under the name of such a field goes under `shadowed`. Attaching
 * twice does the same as attaching once.
 *
 * @returns The logger.
 * @throws TypeError if `logger` is not a pino logger, or if an option does not exist or is of the wrong kind.
 *
 * @example
 * ```ts
 * import { attachContext } from '@aiolocals/pino';
 * import { pino } from 'pino';
 *
 * const logger = attachContext(pino());
 * ```
 */
export function attachContext<CustomLevels extends string, UseOnlyCustomLevels extends boolean>(
  logger: Logger<CustomLevels, UseOnlyCustomLevels>,
  options?: AttachOptions,
): Logger<CustomLevels, UseOnlyCustomLevels> {
  const keys = keysOfPino(logger);
  if (keys === undefined)
    throw expected('logger', 'a pino logger', logger, 'make one with `pino()`, of pino 9 or later');
  // `loggers.map(attachContext)` passes an index.
  const given = typeof options === 'number' ? undefined : options;
  if (given !== undefined) checkOptions(given);
  const fields = given?.fields;
  attach(internalsOf(logger), keys, fields === undefined ? undefined : entriesOf(fields));
  return logger;
}
