/** The listeners that wait for each signal. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `listener` when `signal` aborts; `offAbort` takes it off. However many wait, the signal has one listener: a
 * process may give the signal of its shutdown to every request, and Node warns of more than ten.
 */
export function onAbort(signal: AbortSignal, listener: () => void): void {
  const listeners = waiting.get(signal);
  if (listeners !== undefined) {
    listeners.add(listener);
    return;
  }
  waiting.set(signal, new Set([listener]));
  signal.addEventListener('abort', tellAll, { once: true });
}

export function offAbort(signal: AbortSignal, listener: () => void): void {
  const listeners = waiting.get(signal);
  if (listeners?.delete(listener) !== true || listeners.size > 0) return;
  waiting.delete(signal);
  signal.removeEventListener('abort', tellAll);
}

function tellAll(this: AbortSignal): void {
  // There is at least one, or this listener would have been removed.
  const listeners = waiting.get(this) as Set<() => void>;
  waiting.delete(this);
  listeners.forEach((listener) => listener());
}
