import { TaskLostError } from './errors.js';

/** Says which task it was if a thread has ended with it; any other error is the task's own, or Piscina's of the pool. */
export function explain(error: unknown, filename: string, name: string): unknown {
  const why = reasonOf(error);
  if (why === undefined) return error;
  return new TaskLostError(
    `The task \`${name}\` of ${filename} was lost: ${why}; the pool goes on with other threads, so submit it again ` +
      'if it may run twice',
    { cause: error },
  );
}

function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message, code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'its thread ran out of memory';
  if (message === 'Terminating worker thread') return 'its thread was terminated';
  const exit = /^worker exited with code: (-?\d+)$/.exec(message);
  return exit === null ? undefined : `its thread exited with code ${exit[1]}`;
}
