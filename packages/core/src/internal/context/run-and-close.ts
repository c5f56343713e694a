import type { Context } from '../../types/context.js';
import { ContextUsedError } from '../errors.js';
import { isNativePromise, promiseThen } from '../storage/native-promise.js';
import { storage } from '../storage/storage.js';

type Phase = (context: Context) => void;
type Run = <Result>(context: Context, fn: () => Result) => Result;

/**
 * Returns a function that opens a context, calls `fn`, and closes the context when `fn` is done. It must be called in
 * that context, so that a rejection nobody handles is reported in it.
 */
export function runnerOf(open: Phase, close: Phase): Run {
  // Reactions of a promise run in the context in which they were registered: there is no need to close over it.
  const closeAndReturn = (value: unknown): unknown => {
    close(storage.getStore() as Context);
    return value;
  };
  const closeAndThrow = (error: unknown): never => {
    close(storage.getStore() as Context);
    throw error;
  };

  return <Result>(context: Context, fn: () => Result): Result => {
    open(context);
    let result: Result;
    try {
      result = fn();
    } catch (error) {
      close(context);
      throw error;
    }
    if (!isNativePromise(result)) {
      close(context);
      return result;
    }
    // Returning the original and watching it from the side either swallows its rejection or reports a false one.
    return promiseThen.call(result, closeAndReturn, closeAndThrow) as Result;
  };
}

/**
 * Passes arguments on through `storage.run`. A function of its own: a closure in its caller would slow calls without
 * arguments.
 */
export function withArguments<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  args: Args,
): () => Result {
  return () => fn(...args);
}

export function ranTwice(ident: string): Error {
  return new ContextUsedError(
    `Cannot run context \`${ident}\`, which has been opened already: a context is one unit of work. ` +
      'Make a new Context, or use `enter` to run more code in this one',
  );
}
