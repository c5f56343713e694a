import { Context } from '@aiolocals/core';

/** Runs `fn` in a context; here, if the current context is that one or within it, such as a message of a connection. */
export function within<Args extends unknown[], Result>(
  context: Context,
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  return Context.current()?.isWithin(context) === true ? fn(...args) : context.enter(fn, ...args);
}

/** Returns arguments of a call with the callbacks among them bound to a context. */
export function bindCallbacks(args: readonly unknown[], context: Context): readonly unknown[] {
  return args.some((arg) => typeof arg === 'function')
    ? args.map((arg) => (typeof arg === 'function' ? context.bind(arg as () => void) : arg))
    : args;
}
