import type { RunOptions } from './run-options.js';

/** Anything that Piscina takes for a signal. */
export type Signal = NonNullable<RunOptions['signal']>;

/** Calls `listener` when the signal aborts; returns what stops it. */
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

export function isAborted(signal: Signal): boolean {
  return 'aborted' in signal && (signal.aborted ?? false);
}
