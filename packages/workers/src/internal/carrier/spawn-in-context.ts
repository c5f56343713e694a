import { Context } from '@aiolocals/core';
import { spawnWith } from '@aiolocals/core/carrier';
import { warnLeftBehind } from '../warn-left-behind.js';
import { captureForThread } from './capture-for-thread.js';

interface Thread {
  readonly threadId: number;
}

/**
 * Calls `spawn`, which creates a thread, and makes a copy of the current context the base context of that thread. Warns
 * of Locals that cannot go there.
 *
 * @throws UncloneableError if an attribute cannot be cloned. Then `spawn` is not called.
 */
export function spawnInContext<Worker extends Thread>(spawn: () => Worker): Worker {
  const context = Context.current();
  if (context === undefined) return spawn();
  warnLeftBehind(context);
  return spawnWith(captureForThread(context), spawn);
}
