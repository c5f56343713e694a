import type { Context } from '@aiolocals/core';
import { applyChanges } from '@aiolocals/core/carrier';
import { changedLocals, type FailureWithChanges, type ResultWithChanges } from './task-changes.js';

/**
 * Applies the changes of a task to the context that submitted it, and resolves to the result of the task. If that
 * context has closed or the task has failed, the changes are dropped with a warning. A task submitted outside any
 * context has no changes.
 *
 * Rejects with the error of the task.
 *
 * @param restore - Makes an error from what the thread has sent.
 */
export async function writeBackTo<Result>(
  submitter: Context | undefined,
  outcome: Result,
  restore: (thrown: unknown) => unknown,
): Promise<Result> {
  if (submitter === undefined) return outcome;
  const ended = outcome as ResultWithChanges | FailureWithChanges;
  if ('dropped' in ended) {
    const why = 'the task failed; to keep them, catch the error inside the task';
    warnDropped(submitter, ended.dropped, why);
    throw restore(ended.error);
  }
  const { result, changes } = ended;
  if (submitter.closed) {
    const why = 'the context has closed; await the task inside the context';
    warnDropped(submitter, changedLocals(changes), why);
  } else applyChanges(submitter, changes);
  return result as Result;
}

function warnDropped(submitter: Context, locals: readonly string[], why: string): void {
  if (locals.length === 0) return;
  const names = locals.map((key) => `\`${key}\``).join(', ');
  process.emitWarning(
    `Dropped the changes that a task made to ${names} for context \`${submitter.ident}\`: ${why}`,
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_WRITE_BACK_DROPPED' },
  );
}
