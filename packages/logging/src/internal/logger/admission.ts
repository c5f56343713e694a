import { Context } from '@aiolocals/core';
import { logging } from '../../logging.js';
import { passes, rankOf, wantedByOwners } from '../winston/levels.js';
import { toText } from '../safe-read.js';
import type { Settings } from './settings.js';
import { warnOnce } from '../warn-once.js';
import type { AnyLogger } from '../winston/shapes.js';

/** For transports without a level of their own, which follow the logger's, or the context's. */
export const FOLLOWERS = 1;
/** For transports that have a level of their own. */
export const OWNERS = 2;
/** For whoever wants it when something goes wrong later on. */
export const HOLD = 4;
/** The followers' own levels would say the opposite. */
export const UNLIKE_LOGGER = 8;

/** Who wants a line of this level from the current context: nobody is 0. */
export function admit(logger: AnyLogger, settings: Settings, level: string): number {
  if (logger.silent) return 0;
  const byLogger = passes(logger, level, logger.level);
  if (rankOf(logger, level) === undefined) {
    sayUnknown(level);
    return FOLLOWERS | OWNERS;
  }
  const { held } = settings;
  // Reads the context only if it can change something: this is what a disabled line costs.
  const context = Context.current();
  if (context === undefined) return byLogger ? FOLLOWERS | OWNERS : forOwners(logger, level);

  const own = contextLevel(logger);
  let followers = own === undefined ? byLogger : passes(logger, level, own);
  let admission = 0;
  if (!followers && held !== undefined && passes(logger, level, held.limits.hold)) {
    const holder = held.of(context);
    if (holder.phase === 'released') followers = true;
    else if (holder.phase === 'holding') admission = HOLD;
  }
  if (followers) admission |= FOLLOWERS | OWNERS;
  else admission |= forOwners(logger, level);
  return followers === byLogger || admission === 0 ? admission : admission | UNLIKE_LOGGER;
}

function forOwners(logger: AnyLogger, level: string): number {
  return wantedByOwners(logger, level) ? OWNERS : 0;
}

function contextLevel(logger: AnyLogger): string | undefined {
  const { level } = logging;
  if (level === undefined || rankOf(logger, level) !== undefined) return level;
  sayUnknown(level);
  return undefined;
}

/** What an application took for a level from somewhere else may be anything. */
function sayUnknown(level: unknown): void {
  const name = toText(level).slice(0, 40);
  warnOnce(
    'AIOLOCALS_UNKNOWN_LEVEL',
    name,
    `The logger has no level \`${name}\`: its lines are printed whatever the level is, and a context ` +
      'with that level logs like any other',
  );
}
