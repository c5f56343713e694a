import type { Context } from '@aiolocals/core';
import { type Base, nextIdent, takeThreadSnapshot } from '@aiolocals/core/carrier';
import { cloneValues } from './clone.js';

/**
 * Returns what a thread of this process is given for one piece of work of the context.
 *
 * @throws UncloneableError if an attribute cannot be cloned.
 */
export function captureForThread(context: Context): Base {
  return { ident: nextIdent(context), snapshot: cloneValues(takeThreadSnapshot(context), true) };
}
