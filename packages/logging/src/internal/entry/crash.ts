import { read, toText } from '@aiolocals/lines/logger';
import type { AnyLogger } from '../winston/shapes.js';

import { describeError, isError } from './describe-error.js';
import type { Entry } from './entry.js';
import type { EntrySettings } from './settings.js';
import { copyExcept } from './take-object.js';

const NO_STACK = '\n  No stack trace';
const NOT_COPIED: ReadonlySet<string> = new Set(['level', 'message', 'exception', 'rejection']);

/** winston's handler of uncaught exceptions or of unhandled rejections. */
interface CrashHandler {
  /** Makes the object that winston logs for a crash. */
  getAllInfo(error: unknown): object;
}

const crashes = new WeakSet<object>();

/**
 * Remembers the objects that the logger's crash handlers make. Their keys do not tell: a caller can log an object with
 * the same ones. A logger gets new handlers each time it is configured.
 */
export function watchCrashes(logger: AnyLogger): void {
  for (const handler of [logger.exceptions, logger.rejections] as (CrashHandler | undefined)[]) {
    if (handler === undefined) continue;
    const { getAllInfo } = handler;
    handler.getAllInfo = (error) => {
      const info = getAllInfo.call(handler, error);
      crashes.add(info);
      return info;
    };
  }
}

/** Whether one of winston's crash handlers made the object. */
export function isCrash(info: object): boolean {
  return crashes.has(info);
}

/** Puts what winston logs for a crash onto the entry. */
export function takeCrash(settings: EntrySettings, entry: Entry, info: object): void {
  if (settings.configured) takeAsError(entry, info);
  else {
    entry.message = read(info, 'message');
    copyExcept(settings, entry, info, NOT_COPIED);
  }
  // Transports and winston's crash handlers look for these.
  if (read(info, 'exception') === true) entry.exception = true;
  if (read(info, 'rejection') === true) entry.rejection = true;
}

/** Logs a crash like any other error. winston has the stack in the message, in `stack` and in `trace`. */
function takeAsError(entry: Entry, info: object): void {
  const { error, stack } = info as { error?: unknown; stack?: unknown };
  const message = toText(read(info, 'message'));
  const tail = typeof stack === 'string' && stack !== '' ? `\n${stack}` : NO_STACK;
  entry.message = message.endsWith(tail) ? message.slice(0, -tail.length) : message;
  entry.error = describeError(
    isError(error) ? error : { name: typeof error, message: toText(error) },
  );
  entry.process = read(info, 'process');
  entry.os = read(info, 'os');
}
