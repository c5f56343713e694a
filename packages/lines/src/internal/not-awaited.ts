import { types } from 'node:util';
import { warnOnce } from './warn-once.js';

/**
 * Whether a function that was given as an option returned a promise. No line waits for one, so a warning says so once,
 * and a rejection does not end the process.
 *
 * @param what - Names the function, as the beginning of a sentence.
 */
export function isNotAwaited(what: string, returned: unknown): boolean {
  if (!types.isPromise(returned)) return false;
  returned.catch(ignore);
  warnOnce(
    'AIOLOCALS_PROMISE_NOT_AWAITED',
    what,
    `${what} returned a promise, which no line waits for, so the lines go without it. Make it return a value at once. ` +
      'Reported once.',
  );
  return true;
}

function ignore(): void {
  // A rejection comes too late for the line.
}
