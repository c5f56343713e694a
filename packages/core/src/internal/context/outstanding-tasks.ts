import type { Context } from '../../types/context.js';

/** The background tasks that have not finished, and when each started, in milliseconds of the monotonic clock. */
export const outstanding: Map<Context, number> = new Map();

let idle: (() => void)[] = [];

export function track(context: Context): void {
  outstanding.set(context, performance.now());
  context.onClose(forget);
}

/** Calls `listener` once, when no task is left. */
export function onIdle(listener: () => void): void {
  idle.push(listener);
}

export function offIdle(listener: () => void): void {
  idle = idle.filter((other) => other !== listener);
}

function forget(context: Context): void {
  outstanding.delete(context);
  if (outstanding.size > 0) return;
  const listeners = idle;
  idle = [];
  for (const listener of listeners) listener();
}
