import { Context } from '@aiolocals/core';

/** Where code runs: a context, or the whole frame of one. */
interface Frame {
  enter<Result>(fn: () => Result): Result;
}

/**
 * Calls `fn` where the code of a request runs: here, if the current context is the request's or within it, such as a child
 * around `next()`. Otherwise in `frame`.
 */
export function enterWithin<Result>(
  context: Context,
  fn: () => Result,
  frame: Frame = context,
): Result {
  const current = Context.current();
  return current !== undefined && current.isWithin(context) ? fn() : frame.enter(fn);
}
