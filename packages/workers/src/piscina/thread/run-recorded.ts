import type { Context } from '@aiolocals/core';
import { changesOf, recordChanges } from '@aiolocals/core/carrier';
import { cloneValues } from '../../internal/carrier/clone.js';
import { wrapMovable } from '../internal/movable.js';
import {
  changedLocals,
  type FailureWithChanges,
  type ResultWithChanges,
} from '../internal/task-changes.js';
import type { Handler } from './load-handler.js';
import { toThrow } from './to-throw.js';

/**
 * Runs a task whose changes are written back, and resolves to its result with the changes.
 *
 * Rejects with an UncloneableError if one of the changes cannot be cloned.
 */
export async function runRecorded(
  context: Context,
  handler: Handler,
  task: unknown,
): Promise<unknown> {
  recordChanges(context);
  let result: unknown;
  try {
    result = await context.run(async () => await handler(task));
  } catch (error) {
    const dropped = changedLocals(changesOf(context));
    if (dropped.length === 0) throw error;
    return { error: toThrow(error), dropped } satisfies FailureWithChanges;
  }
  const changes = changesOf(context);
  // Checked here: what cannot be cloned would end the thread, and not be named.
  cloneValues(changes.assigned, true);
  return wrapMovable(result, (content): ResultWithChanges => ({ result: content, changes }));
}
