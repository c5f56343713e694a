import { describeError, isError } from './errors.js';
import type { Entry } from './entry.js';
import { read, toText } from './read.js';

const NO_STACK = '\n  No stack trace';

/** Whether winston's handler of uncaught exceptions or unhandled rejections made the object. */
export function isCrash(info: object): boolean {
  if (read(info, 'exception') !== true && read(info, 'rejection') !== true) return false;
  // A caller's `{ exception: true }` would be dropped by every transport that does not handle exceptions.
  return Array.isArray(read(info, 'trace')) && typeof read(info, 'process') === 'object';
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
