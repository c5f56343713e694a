import { expected, holdsElsewhere, optionsChecker } from '@aiolocals/core/options';
import {
  type AccessLogOptions,
  currentHolder,
  entriesOf,
  expectAccessLog,
  expectFields,
  expectFingersCrossed,
  expectLevelOf,
  type FieldOption,
  type FingersCrossedOptions,
  type HeldFigures,
  HeldLines,
  limitsOf,
  type RequestFields,
} from '@aiolocals/lines/logger';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { prepareAccessLog } from './internal/access-log.js';
import { attach } from './internal/attach.js';
import type { HeldText } from './internal/level/held-line.js';
import { internalsOf, keysOfPino } from './internal/pino.js';

/** The options of `configurePino`. */
export interface PinoLoggingOptions {
  /**
   * The options of pino.
   *
   * @default {}
   */
  readonly pino?: LoggerOptions;
  /**
   * Where the lines go: what pino takes as its second argument.
   *
   * @default pino.destination(1)
   */
  readonly destination?: DestinationStream;
  /**
   * What each line carries: Locals, some of their attributes, what functions return, and the names of the fields with the
   * id and the path of the request.
   *
   * @default []
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

/** A logger of `configurePino`. */
export interface ConfiguredPino extends Logger {
  /** Returns what became of the lines that were held, or undefined without the option `fingersCrossed`. */
  heldFigures(): HeldFigures | undefined;
  /** Discards what is held, and logs no more requests. The logger itself can be used on. */
  stop(): void;
}

const OF_PINO = 'pass it in `pino`';

const checkOptions = optionsChecker(
  'configurePino',
  {
    pino: expectOptions,
    destination: expectDestination,
    fields: expectFields,
    fingersCrossed: expectFingersCrossed,
    accessLog: expectAccessLog,
  },
  {
    level: OF_PINO,
    name: OF_PINO,
    transport: OF_PINO,
    formatters: OF_PINO,
    serializers: OF_PINO,
    redact: OF_PINO,
    mixin: OF_PINO,
    base: OF_PINO,
  },
);

/**
 * Creates a logger of pino that puts the id and the path of the request on each line, holds lines until an error, and logs
 * each request, as the options say.
 *
 * @returns The logger, with the methods `heldFigures` and `stop`.
 * @throws TypeError if an option does not exist or is of the wrong kind.
 *
 * @example
 * ```ts
 * import { configurePino, flush } from '@aiolocals/pino';
 *
 * const logger = configurePino({ pino: { name: 'orders' }, fingersCrossed: true, accessLog: true });
 * logger.info('ready');
 * await flush(logger);
 * ```
 */
export function configurePino(options: PinoLoggingOptions = {}): ConfiguredPino {
  checkOptions(options);
  const { destination, fields } = options;
  const limits = limitsOf(options.fingersCrossed);
  const own = { ...options.pino };
  const logger: Logger = destination === undefined ? pino(own) : pino(own, destination);
  const internals = internalsOf(logger);
  const keys = keysOfPino(logger);
  if (keys === undefined) throw expected('pino', 'pino 9 or later', pino);
  const levels = { levels: internals.levels.values };
  if (limits !== undefined) {
    expectLevelOf(levels, 'fingersCrossed.level', limits.level);
    expectLevelOf(levels, 'fingersCrossed.hold', limits.hold);
  }
  const attachment = attach(internals, keys, entriesOf(fields ?? []));
  attachment.isHardened = true;
  const stopAccessLog = prepareAccessLog(logger, options.accessLog)();
  const held = limits && new HeldLines<HeldText>(limits, currentHolder());
  attachment.held = held;
  return Object.assign(logger, {
    heldFigures: () => held?.figures,
    stop: () => {
      held?.stop();
      attachment.held = undefined;
      stopAccessLog();
    },
  });
}

/** A Map, a promise and the like have no names to list, and would count as no options. */
function expectOptions(name: string, value: unknown): void {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || (Object.keys(value).length === 0 && holdsElsewhere(value)))
    throw expected(name, 'the options of pino', value);
}

function expectDestination(name: string, value: unknown): void {
  const { write } = (value ?? {}) as { write?: unknown };
  if (typeof write !== 'function') throw expected(name, 'a stream with a method `write`', value);
}
