import type { Context } from '@aiolocals/core';
import type { AnyLogger } from '../winston/shapes.js';
import { LEVEL } from '../winston/symbols.js';
import { toText } from '@aiolocals/lines/logger';
import { putRequest, USUAL_NAMES } from '../for-each-line.js';
import { interpolate, takeArguments } from './arguments.js';
import type { Entry } from './entry.js';
import { LogContext } from './log-context.js';
import { copyOnto } from './reserved-names.js';
import type { EntrySettings } from './settings.js';
import { CHILD_METAS, LOG_CONTEXT } from './symbols.js';
import { takeObject } from './take-object.js';

/** Builds the entry of `logger.info(message, ...args)` and of similar calls. */
export function entryOfCall(
  settings: EntrySettings,
  logger: AnyLogger,
  context: Context | undefined,
  level: string,
  message: unknown,
  args: readonly unknown[],
): Entry {
  const isText = typeof message === 'string';
  const entry = beginEntry(settings, logger, context, level, isText ? message : '');
  let rest = args;
  if (isText) {
    if (args.length > 0 && message.includes('%'))
      rest = interpolate(settings, entry, message, args);
  } else if (typeof message === 'object' && message !== null) {
    takeObject(settings, entry, message);
  } else entry.message = settings.configured ? toText(message) : message;

  if (rest.length > 0 || entry['splat'] !== undefined) takeArguments(settings, entry, rest);
  return entry;
}

/** Builds an entry with what every entry of the logger has. */
export function beginEntry(
  settings: EntrySettings,
  logger: AnyLogger,
  context: Context | undefined,
  level: string,
  message: string,
): Entry {
  const logContext = new LogContext(context, settings.names);
  const entry = settings.configured
    ? configuredEntry(settings, logContext, level, message)
    : { level, message, [LEVEL]: level, [LOG_CONTEXT]: logContext };
  if (logContext.late !== undefined || !settings.configured) putRequest(entry, logContext);
  for (const field of settings.fields) field(entry, context);
  const { defaultMeta } = logger;
  if (defaultMeta) copyOnto(entry, defaultMeta, settings.reserved);
  const metas = (logger as { [CHILD_METAS]?: readonly object[] })[CHILD_METAS];
  if (metas !== undefined) {
    for (const meta of metas) copyOnto(entry, meta, settings.reserved);
  }
  return entry;
}

function configuredEntry(
  settings: EntrySettings,
  logContext: LogContext,
  level: string,
  message: string,
): Entry {
  if (settings.names === USUAL_NAMES) {
    // One literal, so that the entries of all lines have the same shape.
    return {
      timestamp: timestamp(),
      level,
      message,
      service: settings.service,
      requestId: logContext.requestId,
      requestPath: logContext.requestPath,
      [LEVEL]: level,
      [LOG_CONTEXT]: logContext,
    };
  }
  const entry: Entry = {
    timestamp: timestamp(),
    level,
    message,
    service: settings.service,
    [LEVEL]: level,
    [LOG_CONTEXT]: logContext,
  };
  putRequest(entry, logContext);
  return entry;
}

const clock = { millisecond: 0, text: '' };

/** Returns the time as ISO 8601 in UTC. The text is built once a millisecond: it is the most expensive part of a line. */
function timestamp(): string {
  const now = Date.now();
  if (now !== clock.millisecond) {
    clock.millisecond = now;
    clock.text = new Date(now).toISOString();
  }
  return clock.text;
}
