import { Context } from '@aiolocals/core';
import { spawnWith } from '@aiolocals/core/carrier';
import { capture } from './carrier/carrier.js';

interface Thread {
  readonly threadId: number;
}

/**
 * Calls `spawn`, which makes a thread, so that the current context becomes the base context of the thread.
 *
 * @throws UncloneableError if an attribute cannot be cloned; then there is no thread.
 */
export function spawnInContext<Worker extends Thread>(spawn: () => Worker): Worker {
  const context = Context.current();
  if (context === undefined) return spawn();
  const { ident = '', state = [] } = capture(context);
  return spawnWith({ ident, snapshot: state }, spawn);
}
