import type { Context } from '@aiolocals/core';
import { logging, levelsHint, toText, warnOnce } from '@aiolocals/lines/logger';
import type { Attachment } from '../attachment.js';
import { type PinoKeys, type PinoLogger, rankOf } from '../pino.js';

/** What becomes of a line. */
export type Admission = 'drop' | 'write' | 'hold' | 'release';

type Compare = (level: number, limit: number) => boolean;

/** Decides about a line of this level from the current context. */
export function admit(
  logger: PinoLogger,
  { keys, held }: Attachment,
  context: Context,
  level: number,
): Admission {
  const compare = logger[keys.levelComp] as Compare;
  const limit = levelOfContext(logger) ?? (logger[keys.levelVal] as number);
  const isWanted = compare(level, limit);
  if (held === undefined) return isWanted ? 'write' : 'drop';
  const { limits } = held;
  const isReleasing = compare(level, rankOf(logger, limits.level) ?? Infinity);
  if (isReleasing || (!isWanted && compare(level, rankOf(logger, limits.hold) ?? Infinity))) {
    const { phase } = held.holderOf(context);
    if (phase === 'released') return 'write';
    if (phase === 'holding') return isReleasing ? 'release' : 'hold';
  }
  return isWanted ? 'write' : 'drop';
}

/** Whether the logger, without any context, lets a level pass. */
export function passesLogger(logger: PinoLogger, keys: PinoKeys, level: number): boolean {
  return (logger[keys.levelComp] as Compare)(level, logger[keys.levelVal] as number);
}

/** Returns the level of the current context as a number, or undefined if it has none that the logger knows. */
function levelOfContext(logger: PinoLogger): number | undefined {
  const { level } = logging;
  if (level === undefined) return undefined;
  const rank = typeof level === 'string' ? rankOf(logger, level) : undefined;
  if (rank === undefined) warnUnknownLevel(logger, level);
  return rank;
}

/** The level can come from the data of a caller, so it can be any value. */
function warnUnknownLevel(logger: PinoLogger, level: unknown): void {
  const name = toText(level).slice(0, 40);
  const hint = levelsHint({ levels: logger.levels.values }, level);
  warnOnce(
    'AIOLOCALS_UNKNOWN_LEVEL',
    name,
    `The logger has no level \`${name}\`, so \`logging.level\` is ignored where it is set to it. ` +
      `Use another name: ${hint}. Reported once.`,
  );
}
