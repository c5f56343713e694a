import { Context } from '@aiolocals/core';
import { entryOfCall } from '../entry/build-entry.js';
import type { Entry } from '../entry/entry.js';
import { entryOfInfo, levelOfInfo } from '../entry/entry-of-info.js';
import { LOG_CONTEXT } from '../entry/symbols.js';
import { thrownText, toText, warnOnce } from '@aiolocals/lines/logger';
import type { AnyLogger, Callback } from '../winston/shapes.js';
import { LEVEL } from '../winston/symbols.js';
import {
  admit,
  HOLD,
  LEVELLESS_TRANSPORTS,
  mostImportantLevel,
  OVERRIDES_LOGGER_LEVEL,
  RELEASE,
  UNKNOWN_LEVEL,
} from './admission.js';
import { makeDeliver } from './deliver.js';
import { holdOrRelease } from './hold-or-release.js';
import { InFlightEntry } from './in-flight-entry.js';
import type { Attachment } from './settings.js';

/**
 * Creates the methods of a logger that log: one for each level, `log` and `write`. A line goes from them to the
 * transports in one walk: admission, entry, delivery. Child loggers inherit them, so `this` can be a child of `root`.
 */
export function makeLogMethods(root: AnyLogger, attachment: Attachment): Record<string, unknown> {
  const deliver = makeDeliver(root);

  function logCall(logger: AnyLogger, level: string, message: unknown, args: unknown[]): void {
    const { settings } = attachment;
    try {
      const context = Context.current();
      const admission = admit(root, settings, context, level);
      if (admission === 0) return;
      send(logger, entryOfCall(settings, logger, context, level, message, args), admission);
    } catch (error) {
      warnLineLost(error);
    }
  }

  function logInfo(logger: AnyLogger, info: unknown): void {
    const { settings } = attachment;
    try {
      const level = levelOfInfo(info);
      const context = Context.current();
      const admission = admit(root, settings, context, level);
      if (admission === 0) return;
      send(logger, entryOfInfo(settings, logger, context, level, info), admission);
    } catch (error) {
      warnLineLost(error);
    }
  }

  /** A `write` that is not this package's can add to the entry: that of an older child logger adds its meta. */
  function send(logger: AnyLogger, entry: Entry, admission: number): void {
    if (logger.write === write) accept(entry, admission);
    else new InFlightEntry(entry, admission).writeTo(logger);
  }

  function accept(entry: Entry, admission: number, callback?: Callback): boolean {
    if ((admission & UNKNOWN_LEVEL) !== 0) entry[LEVEL] = mostImportantLevel(root);
    if ((admission & OVERRIDES_LOGGER_LEVEL) !== 0)
      entry[LOG_CONTEXT].overrideLevels((admission & LEVELLESS_TRANSPORTS) !== 0, true);
    if ((admission & (HOLD | RELEASE)) !== 0) {
      const { settings } = attachment;
      if (!holdOrRelease(root, settings, entry, admission, deliver)) return done(callback);
    }
    return deliver(entry, callback);
  }

  function write(this: AnyLogger, info: unknown, ...rest: unknown[]): boolean {
    const { settings } = attachment;
    const callback = rest.find((each) => typeof each === 'function') as Callback | undefined;
    const inFlight = InFlightEntry.take(info, settings.reserved);
    if (inFlight !== undefined) return accept(inFlight.entry, inFlight.admission, callback);
    const level = levelOfInfo(info);
    const context = Context.current();
    const admission = admit(root, settings, context, level);
    if (admission === 0) return done(callback);
    return accept(entryOfInfo(settings, this, context, level, info), admission, callback);
  }

  const methods: Record<string, unknown> = {
    write,
    log(this: AnyLogger, ...args: unknown[]) {
      const [level, message, ...rest] = args;
      if (args.length > 1) logCall(this, toText(level), message, rest);
      else logInfo(this, level);
      return this;
    },
    isLevelEnabled: (level: string) =>
      admit(root, attachment.settings, Context.current(), level) !== 0,
  };
  for (const level of Object.keys(root.levels)) {
    if (level === 'log' || typeof root[level] !== 'function') continue;
    methods[level] = function (this: AnyLogger | undefined, message: unknown, ...args: unknown[]) {
      const logger = this ?? root;
      logCall(logger, level, arguments.length === 0 ? '' : message, args);
      return logger;
    };
  }
  return methods;
}

/** Calls back as a stream does: after `write` has returned. */
function done(callback: Callback | undefined): true {
  if (callback !== undefined) process.nextTick(callback);
  return true;
}

function warnLineLost(error: unknown): void {
  warnOnce(
    'AIOLOCALS_LINE_LOST',
    '',
    `A line could not be logged: ${thrownText(error)}. ` +
      'Make the `write` of the logger, and what listens to its events, not throw. Reported once.',
  );
}
