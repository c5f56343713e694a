import { interpolate, isMeta, takeArgument, takeError } from './arguments.js';
import { Captured } from './log-context.js';
import { timestamp } from './timestamp.js';
import { metasOf } from '../logger/child.js';
import { copyOnto } from './reserved-names.js';
import { isCrash, takeCrash } from './crash.js';
import type { Entry } from './entry.js';
import { isError } from './describe-error.js';
import { rankOf } from '../winston/levels.js';
import { keysOf, read, toText } from '../safe-read.js';
import type { Settings } from '../logger/settings.js';
import { CAPTURED, LEVEL, SAID, SPLAT } from './symbols.js';
import type { AnyLogger } from '../winston/shapes.js';

/** Makes the entry of `logger.info(message, ...args)` and its like. */
export function entryOfCall(
  settings: Settings,
  level: string,
  message: unknown,
  args: readonly unknown[],
  logger: AnyLogger,
): Entry {
  const text = typeof message === 'string' ? message : '';
  const entry = begin(settings, level, text, logger);
  let rest = args;
  if (typeof message === 'string') {
    if (args.length > 0 && message.includes('%'))
      rest = interpolate(settings, entry, message, args);
  } else if (typeof message === 'object' && message !== null) {
    takeObject(settings, entry, message);
  } else entry.message = settings.own ? toText(message) : message;

  for (const arg of rest) takeArgument(settings, entry, arg);
  return entry;
}

/** Makes the entry of an object that names its own level and message: `logger.log(info)`, `logger.write(info)`. */
export function entryOfInfo(settings: Settings, info: unknown, logger: AnyLogger): Entry {
  if (typeof info !== 'object' || info === null) {
    return entryOfCall(settings, 'info', String(info).trimEnd(), [], logger);
  }
  const level = toText(read(info, LEVEL) ?? read(info, 'level') ?? 'info');
  const entry = begin(settings, level, '', logger);
  if (isCrash(info)) return ofCrash(settings, entry, info);
  takeObject(settings, entry, info, OWN_NAMES);
  const said = read(info, SAID);
  if (said !== undefined) entry[CAPTURED].said = said as ReadonlySet<string>;

  const args = read(info, SPLAT);
  if (!Array.isArray(args)) return entry;
  const { message } = entry;
  const rest = typeof message === 'string' ? interpolate(settings, entry, message, args) : args;
  for (const arg of rest) takeArgument(settings, entry, arg);
  return entry;
}

function ofCrash(settings: Settings, entry: Entry, info: object): Entry {
  if (settings.own) takeCrash(entry, info);
  else {
    entry.message = read(info, 'message');
    copyRest(settings, entry, info, CRASH_NAMES);
  }
  // What transports and winston's handlers look for.
  if (read(info, 'exception') === true) entry.exception = true;
  if (read(info, 'rejection') === true) entry.rejection = true;
  return entry;
}

const OWN_NAMES: ReadonlySet<string> = new Set(['level', 'message']);
const CRASH_NAMES: ReadonlySet<string> = new Set([...OWN_NAMES, 'exception', 'rejection']);

function begin(settings: Settings, level: string, message: string, logger: AnyLogger): Entry {
  const captured = Captured.current(settings.fieldNames);
  // Transports drop what has a level that they do not know.
  const rank = rankOf(logger, level) === undefined ? mostImportant(logger) : level;
  const entry: Entry = settings.own
    ? {
        timestamp: timestamp(),
        level,
        message,
        service: settings.service,
        requestId: captured.requestId,
        requestPath: captured.requestPath,
        [LEVEL]: rank,
        [CAPTURED]: captured,
      }
    : { level, message, [LEVEL]: rank, [CAPTURED]: captured };
  if (captured.context !== undefined) {
    for (const field of settings.fields) field(entry);
  }
  const { defaultMeta } = logger;
  if (defaultMeta) copyOnto(entry, defaultMeta, settings.reserved);
  const metas = metasOf(logger);
  if (metas !== undefined) {
    for (const meta of metas) copyOnto(entry, meta, settings.reserved);
  }
  return entry;
}

function mostImportant({ levels }: AnyLogger): string {
  const [first = ''] = Object.keys(levels).toSorted((a, b) => (levels[a] ?? 0) - (levels[b] ?? 0));
  return first;
}

/** Takes an object that was logged in place of a message, and may have a message of its own. */
function takeObject(
  settings: Settings,
  entry: Entry,
  object: object,
  except?: ReadonlySet<string>,
): void {
  const message = read(object, 'message');
  if (isError(object)) {
    entry.message = toText(message);
    takeError(settings, entry, object);
    return;
  }
  if (isError(message)) {
    entry.message = toText(read(message, 'message'));
    takeError(settings, entry, message);
  } else if (message !== undefined) {
    entry.message = settings.own ? toText(message) : message;
  } else if (!settings.own && except === undefined) {
    entry.message = object;
    return;
  }
  if (isMeta(object)) copyRest(settings, entry, object, except);
  else if (message === undefined) entry.message = toText(object);
}

function copyRest(
  settings: Settings,
  entry: Entry,
  object: object,
  except: ReadonlySet<string> = MESSAGE_ONLY,
): void {
  const rest = Object.create(null) as Record<string, unknown>;
  for (const key of keysOf(object)) if (!except.has(key)) rest[key] = read(object, key);
  copyOnto(entry, rest, settings.reserved);
}

const MESSAGE_ONLY: ReadonlySet<string> = new Set(['message']);
