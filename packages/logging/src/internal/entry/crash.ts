import { describeError, isError } from './describe-error.js';
import type { Entry } from './entry.js';
import { read, toText } from '../safe-read.js';
import type { AnyLogger } from '../winston/shapes.js';

const NO_STACK = '\n  No stack trace';

/** What winston makes of a crash, before it logs that. */
interface CrashHandler {
  getAllInfo(error: unknown): object;
}

const crashes = new WeakSet<object>();

/**
 * Has the crashes known that the logger's handlers of exceptions and rejections report: by its looks, what a caller logs
 * may be one. A logger gets new handlers whenever it is configured.
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

/** Whether winston's handler of uncaught exceptions or unhandled rejections made the object. */
export function isCrash(info: object): boolean {
  return crashes.has(info);
}

/** Puts a crash on an entry as any other error is: winston has the stack in the message, in `stack` and in `trace`. */
export function takeCrash(entry: Entry, info: object): void {
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
