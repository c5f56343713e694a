import { TaskLostError } from './errors.js';

/**
 * Returns an error that names the task if its thread has ended. Any other error is the task's own, or Piscina's about
 * the pool, and is returned unchanged.
 *
 * @param task - How the message names it.
 */
export function explainLostTask(error: unknown, task: string): unknown {
  const why = endOfThread(error);
  if (why === undefined) return error;
  return new TaskLostError(
    `${task} was lost: ${why}; the pool continues with other threads, so submit the task ` +
      'again if it is safe to run it twice',
    { cause: error },
  );
}

function endOfThread(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message, code } = error as NodeJS.ErrnoException;
  // Keeps Piscina's own words too, because callers look for them.
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return `its thread ran out of memory (${message})`;
  if (message === 'Terminating worker thread') return `its thread was terminated (${message})`;
  return /^worker exited with code: -?\d+$/.test(message)
    ? `its thread ended (${message})`
    : undefined;
}
