import type { Context } from '@aiolocals/core';
import { applyChanges } from '@aiolocals/core/carrier';
import { type FailureWithChanges, localsOf, type ResultWithChanges } from './sent-task.js';

/**
 * Makes the changes of a task in the context that submitted it, and resolves to the result of the task. They are dropped
 * if the context has closed or the task failed, which a warning says. Without a context there are none.
 *
 * It rejects with what the task threw.
 */
export async function writeBackTo<Result>(
  submitter: Context | undefined,
  outcome: Result,
): Promise<Result> {
  if (submitter === undefined) return outcome;
  const ended = outcome as ResultWithChanges | FailureWithChanges;
  if ('dropped' in ended) {
    report(submitter, ended.dropped, 'the task failed; catch the error in the task to keep them');
    throw ended.error;
  }
  const { result, changes } = ended;
  if (submitter.closed) {
    report(submitter, localsOf(changes), 'that has closed; await the task inside of the context');
  } else applyChanges(submitter, changes);
  return result as Result;
}

function report(submitter: Context, locals: readonly string[], why: string): void {
  if (locals.length === 0) return;
  const names = locals.map((key) => `\`${key}\``).join(', ');
  process.emitWarning(
    `Dropped the changes that a task made to ${names} for context \`${submitter.ident}\`: ${why}`,
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_WRITE_BACK_DROPPED' },
  );
}
