import type { RunOptions } from './run-options.js';

/** Anything that Piscina accepts as a signal. */
export type Signal = NonNullable<RunOptions['signal']>;

/** Calls `listener` when the signal aborts. Returns a function that removes the listener. */
export function onAbort(signal: Signal, listener: (reason: unknown) => void): () => void {
  if ('addEventListener' in signal) {
    const onEvent = (): void => listener(signal.reason);
    signal.addEventListener('abort', onEvent, { once: true });
    return () => signal.removeEventListener('abort', onEvent);
  }
  const onEvent = (): void => listener(undefined);
  signal.once('abort', onEvent);
  return () => signal.off('abort', onEvent);
}

/** Whether the signal has aborted. An event emitter cannot tell. */
export function isAborted(signal: Signal): boolean {
  return 'aborted' in signal && (signal.aborted ?? false);
}
