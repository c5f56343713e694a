import { types } from 'node:util';
import { describe } from '../../internal/expect.js';
import { promiseThen } from '../../internal/storage/native-promise.js';

/** What a function of the options has to return. */
export interface OptionResult<Result> {
  readonly option: string;
  /** What it returns, in words. */
  readonly what: string;
  readonly isResult: (value: unknown) => value is Result;
  /** What the request does without a result, in words. */
  readonly otherwise: string;
}

const warned = new WeakSet<object>();

/**
 * Calls a function of the options. If it throws, or returns what it must not, a promise included, the request goes on:
 * a warning says so once for each function, and the result is undefined.
 */
export function callOption<Args extends unknown[], Result>(
  expected: OptionResult<Result>,
  fn: (...args: Args) => unknown,
  ...args: Args
): Result | undefined {
  let result: unknown;
  try {
    result = fn(...args);
  } catch (error) {
    warn(expected, fn, `threw ${textOf(error)}`);
    return undefined;
  }
  if (expected.isResult(result)) return result;
  ignoreRejection(result);
  warn(expected, fn, `returned ${describe(result)} and not ${expected.what}`);
  return undefined;
}

/** Handles the rejection of a promise that nobody waits for: it would end the process. */
function ignoreRejection(value: unknown): void {
  if (types.isPromise(value)) void promiseThen.call(value, undefined, () => undefined);
}

/** Returns the text of something that was thrown. Its conversion to a string may throw as well. */
export function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return describe(error);
  }
}

function warn({ option, what, otherwise }: OptionResult<unknown>, fn: object, did: string): void {
  if (warned.has(fn)) return;
  warned.add(fn);
  process.emitWarning(
    `\`${option}\` ${did}: ${otherwise}. Make it return ${what}, at once, for every request. Reported once`,
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_REQUEST_OPTION' },
  );
}
