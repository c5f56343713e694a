import type { Context } from '@aiolocals/core';
import { changesOf, recordChanges } from '@aiolocals/core/carrier';
import { wrapMovable } from '../internal/movable.js';
import {
  changedLocals,
  type FailureWithChanges,
  type ResultWithChanges,
} from '../internal/task-changes.js';
import type { Handler } from './load-handler.js';
import { toThrow } from './to-throw.js';

/** Runs a task whose changes are written back, and resolves to its result with the changes. */
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
  const wrap = (content: unknown): ResultWithChanges => ({
    result: content,
    changes: changesOf(context),
  });
  return wrapMovable(result, wrap);
}
