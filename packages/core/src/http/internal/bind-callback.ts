import type { Context } from '../../types/context.js';
import type { Method } from './original-methods.js';

/** Returns the arguments of a call, with the callback that is among them bound to `context`. */
export function bindCallback(context: Context, args: unknown[]): unknown[] {
  // It is not always the last one: a wrapper of `end` passes on the arguments that its caller left out.
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (typeof arg === 'function') return args.with(index, context.bind(arg as Method));
  }
  return args;
}
