import type { Context } from '../../types/context.js';
import type { Method } from './original-methods.js';

/** The arguments of a call, with the callback that is among them bound to `context`. */
export function bindCallback(context: Context, args: unknown[]): unknown[] {
  // Not always the last: who wraps `end` hands on the arguments that its caller left out.
  const index = args.findIndex((arg) => typeof arg === 'function');
  return index === -1 ? args : args.with(index, context.bind(args[index] as Method));
}
