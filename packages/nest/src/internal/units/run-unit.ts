import type { OpenContext } from '@aiolocals/core';
import { enterResult } from './enter-result.js';

/** Calls `fn` in an open context, which closes when the result is complete: a value, a promise, or an observable. */
export function runUnit({ context, close }: OpenContext, fn: () => unknown): unknown {
  try {
    return enterResult(context, context.enter(fn), close);
  } catch (error) {
    close();
    throw error;
  }
}
