import type { Context } from '@aiolocals/core';
import { applyChanges } from '@aiolocals/core/carrier';
import { type FailureWithChanges, localsOf, type ResultWithChanges } from './task.js';

/**
 * Makes the changes of a task in the context that submitted it, and returns the result of the task. They are dropped if
 * the context has closed or the task failed, which a warning says.
 *
 * @throws What the task threw.
 */
export function writeBackTo(
  submitter: Context,
  outcome: ResultWithChanges | FailureWithChanges,
): unknown {
  if ('dropped' in outcome) {
    report(submitter, outcome.dropped, 'the task failed; catch the error in the task to keep them');
    throw outcome.error;
  }
  const { result, changes } = outcome;
  if (submitter.closed) {
    report(submitter, localsOf(changes), 'that has closed; await the task inside of the context');
  } else applyChanges(submitter, changes);
  return result;
}

function report(submitter: Context, locals: readonly string[], why: string): void {
  if (locals.length === 0) return;
  const names = locals.map((key) => `\`${key}\``).join(', ');
  process.emitWarning(
    `Dropped the changes that a task made to ${names} for context \`${submitter.ident}\`: ${why}`,
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_WRITE_BACK_DROPPED' },
  );
}
