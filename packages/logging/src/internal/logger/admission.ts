import type { Context } from '@aiolocals/core';
import type { LogContext } from '../entry/log-context.js';
import { levelsHint, toText, warnOnce } from '@aiolocals/lines/logger';
import { logging } from '../for-each-line.js';
import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger } from '../winston/shapes.js';
import { LEVEL } from '../winston/symbols.js';
import type { Settings } from './settings.js';

/** The transports without a level of their own want the line: the level of the logger, or of the context, decides. */
export const LEVELLESS_TRANSPORTS = 1;
/** A transport with a level of its own may want the line. */
export const LEVELLED_TRANSPORTS = 2;
/** The line is held until its request logs an error. */
export const HOLD = 4;
/** The line releases the held lines of its request. */
export const RELEASE = 8;
/** The level of the logger would decide otherwise for transports without a level of their own. */
export const OVERRIDES_LOGGER_LEVEL = 16;
/** The logger does not have the level. Transports drop lines of a level that they do not know. */
export const UNKNOWN_LEVEL = 32;

const ALL_TRANSPORTS = LEVELLESS_TRANSPORTS | LEVELLED_TRANSPORTS;

/** Returns who wants a line of this level from the current context, as flags; 0 if nobody does. */
export function admit(
  logger: AnyLogger,
  settings: Settings,
  context: Context | undefined,
  level: string,
): number {
  if (logger.silent) return 0;
  const rank = rankOf(logger, level);
  if (rank === undefined) {
    warnUnknownLevel(logger, level);
    return ALL_TRANSPORTS | UNKNOWN_LEVEL;
  }
  const byLogger = passes(logger, rank, logger.level);
  if (context === undefined) return byLogger ? ALL_TRANSPORTS : forLevelled(logger, rank);

  const ownLevel = contextLevel(logger);
  let wanted = ownLevel === undefined ? byLogger : passes(logger, rank, ownLevel);
  let admission = 0;
  const { held } = settings;
  if (held !== undefined) {
    const releases = passes(logger, rank, held.limits.level);
    if (releases || (!wanted && passes(logger, rank, held.limits.hold))) {
      const { phase } = held.holderOf(context);
      if (phase === 'released') wanted = true;
      else if (phase === 'holding') {
        admission = releases ? RELEASE : HOLD;
        wanted ||= releases;
      }
    }
  }
  admission |= wanted ? ALL_TRANSPORTS : forLevelled(logger, rank);
  return wanted === byLogger || admission === 0 ? admission : admission | OVERRIDES_LOGGER_LEVEL;
}

/** Lets the level of the current context decide about a line of a guest's logger, where it has one. */
export function overrideByContext(logger: AnyLogger, logContext: LogContext, info: object): void {
  const ownLevel = contextLevel(logger);
  if (ownLevel === undefined) return;
  const { [LEVEL]: known, level } = info as { [LEVEL]?: string; level: string };
  const rank = rankOf(logger, known ?? level);
  if (rank === undefined) return;
  const wanted = passes(logger, rank, ownLevel);
  if (wanted !== passes(logger, rank, logger.level)) logContext.overrideLevels(wanted, true);
}

/** Whether the level of the current context lets a level pass; undefined if the context has none. */
export function passesContext(logger: AnyLogger, level: string): boolean | undefined {
  const ownLevel = contextLevel(logger);
  const rank = rankOf(logger, level);
  return ownLevel === undefined || rank === undefined ? undefined : passes(logger, rank, ownLevel);
}

/** Whether the logger has a level of that name. */
export function hasLevel(logger: AnyLogger, level: string): boolean {
  return rankOf(logger, level) !== undefined;
}

/** Returns the name of the logger's most important level. */
export function mostImportantLevel({ levels }: AnyLogger): string {
  const [first = ''] = Object.keys(levels).toSorted((a, b) => (levels[a] ?? 0) - (levels[b] ?? 0));
  return first;
}

function rankOf(logger: AnyLogger, level: string): number | undefined {
  const rank: unknown = rankIn(logger.levels, level);
  // Each object inherits `constructor` and others, which are no levels.
  return typeof rank === 'number' ? rank : undefined;
}

/** V8 reads a property that the code names five times as fast as one whose name is a value. */
function rankIn(levels: AnyLogger['levels'], level: string): unknown {
  switch (level) {
    case 'error':
      return levels['error'];
    case 'warn':
      return levels['warn'];
    case 'info':
      return levels['info'];
    case 'http':
      return levels['http'];
    case 'debug':
      return levels['debug'];
    default:
      return levels[level];
  }
}

/** Whether a line of this rank passes a level. An unknown level, or none, lets each line pass. */
function passes(logger: AnyLogger, rank: number, limit: string | undefined): boolean {
  const limitRank = limit === undefined ? undefined : rankOf(logger, limit);
  return limitRank === undefined || rank <= limitRank;
}

/** Returns `LEVELLED_TRANSPORTS` if something takes the line although the level of the logger does not let it through. */
function forLevelled(logger: AnyLogger, rank: number): number {
  const pipes = pipesOf(logger);
  for (const transport of pipes) {
    const takes =
      transport._accept === undefined
        ? // A stream that is not from winston takes each line, but for winston's handlers of exceptions.
          transport.handleExceptions !== true
        : transport.level && passes(logger, rank, transport.level);
    if (takes) return LEVELLED_TRANSPORTS;
  }
  return logger.listenerCount('data') > pipes.length ? LEVELLED_TRANSPORTS : 0;
}

function contextLevel(logger: AnyLogger): string | undefined {
  const { level } = logging;
  if (level === undefined || rankOf(logger, level) !== undefined) return level;
  warnUnknownLevel(logger, level);
  return undefined;
}

/** The level can come from the data of a caller, so it can be any value. */
function warnUnknownLevel(logger: AnyLogger, level: unknown): void {
  const name = toText(level).slice(0, 40);
  warnOnce(
    'AIOLOCALS_UNKNOWN_LEVEL',
    name,
    `The logger has no level \`${name}\`. Lines of that level are always printed, and \`logging.level\` is ignored if ` +
      `it is set to it. Use another name: ${levelsHint(logger, level)}. Reported once.`,
  );
}
