import type { Context } from '@aiolocals/core';
import { applyChanges, type Changes } from '@aiolocals/core/carrier';

/** Makes the changes of a task in the context that submitted it, unless that has closed. */
export function writeBackTo(submitter: Context, changes: Changes): void {
  if (!submitter.closed) return applyChanges(submitter, changes);
  const names = [...changes.assigned, ...changes.deleted].map(([key]) => `\`${key}\``);
  if (names.length === 0) return;
  process.emitWarning(
    `Dropped what a task wrote back to ${[...new Set(names)].join(', ')}: context \`${submitter.ident}\`, which ` +
      'submitted it, has closed; await the task inside of the context',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_WRITE_BACK_DROPPED' },
  );
}
