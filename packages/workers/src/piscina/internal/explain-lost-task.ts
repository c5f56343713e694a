import { TaskLostError } from './errors.js';

/**
 * Returns an error that names the task if its thread has ended. Any other error is the task's own, or Piscina's about
 * the pool, and is returned unchanged.
 */
export function explainLostTask(error: unknown, filename: string, name: string): unknown {
  const why = endOfThread(error);
  if (why === undefined) return error;
  return new TaskLostError(
    `The task \`${name}\` of ${filename} was lost: ${why}; the pool continues with other threads, so submit the task ` +
      'again if it is safe to run it twice',
    { cause: error },
  );
}

function endOfThread(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message, code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'its thread ran out of memory';
  if (message === 'Terminating worker thread') return 'its thread was terminated';
  const exit = /^worker exited with code: (-?\d+)$/.exec(message);
  return exit === null ? undefined : `its thread exited with code ${exit[1]}`;
}
