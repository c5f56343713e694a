import type { Context } from '../../types/context.js';
import { bindCallback } from './bound-methods.js';
import type { Method } from './original-methods.js';

/**
 * In Bun, a timeout of an HTTP/2 stream belongs to the session, which calls back in the context of its last activity.
 */
const isOfSession = 'Bun' in globalThis;

/** Returns how a callback of a timeout is bound: in Bun as a callback, elsewhere as the listener that it becomes. */
export function timeoutCall<Call>(asListener: Call, asCallback: Call): Call {
  return isOfSession ? asCallback : asListener;
}

/** Binds the callbacks of timeouts that are set on a raw stream, where its events do not bind them. */
export function bindTimeouts(stream: object, context: Context): void {
  if (!isOfSession) return;
  const target = stream as { setTimeout?: Method };
  const { setTimeout } = target;
  if (typeof setTimeout !== 'function') return;
  target.setTimeout = function (this: object, ...args: unknown[]) {
    return Reflect.apply(setTimeout, this, bindCallback(context, args));
  };
}
