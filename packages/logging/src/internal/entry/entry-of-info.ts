import type { Context } from '@aiolocals/core';
import { isArray, read, toText } from '@aiolocals/lines/logger';
import type { AnyLogger } from '../winston/shapes.js';
import { LEVEL, SPLAT } from '../winston/symbols.js';
import { interpolate, takeArguments } from './arguments.js';
import { beginEntry, entryOfCall } from './build-entry.js';
import { isCrash, takeCrash } from './crash.js';
import type { Entry } from './entry.js';
import type { EntrySettings } from './settings.js';
import { ALREADY_IN_MESSAGE, LOG_CONTEXT } from './symbols.js';
import { takeObject } from './take-object.js';

const LEVEL_AND_MESSAGE: ReadonlySet<string> = new Set(['level', 'message']);

/** Returns the level that an object passed to `logger.log(info)` or `logger.write(info)` names, or `info`. */
export function levelOfInfo(info: unknown): string {
  if (typeof info !== 'object' || info === null) return 'info';
  return toText(read(info, LEVEL) ?? read(info, 'level') ?? 'info');
}

/** Builds the entry of an object that names its own level and message: `logger.log(info)`, `logger.write(info)`. */
export function entryOfInfo(
  settings: EntrySettings,
  logger: AnyLogger,
  context: Context | undefined,
  level: string,
  info: unknown,
): Entry {
  if (typeof info !== 'object' || info === null)
    return entryOfCall(settings, logger, context, level, String(info).trimEnd(), []);
  const entry = beginEntry(settings, logger, context, level, '');
  if (isCrash(info)) {
    takeCrash(settings, entry, info);
    return entry;
  }
  takeObject(settings, entry, info, LEVEL_AND_MESSAGE);
  const alreadyInMessage = read(info, ALREADY_IN_MESSAGE);
  if (alreadyInMessage !== undefined)
    entry[LOG_CONTEXT].alreadyInMessage = alreadyInMessage as ReadonlySet<string>;

  const args = read(info, SPLAT);
  const { message } = entry;
  const given = isArray(args)
    ? Array.from({ length: args.length }, (_, index) => read(args, index))
    : [];
  takeArguments(
    settings,
    entry,
    typeof message === 'string' ? interpolate(settings, entry, message, given) : given,
  );
  return entry;
}
