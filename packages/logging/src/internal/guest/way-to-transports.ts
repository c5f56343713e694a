import { hasLevel } from '../logger/admission.js';
import { prepareTransport } from '../transport/prepare-transport.js';
import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger } from '../winston/shapes.js';
import { LEVEL } from '../winston/symbols.js';

/** Whether no other entry is on its way, and winston would not warn about this one. */
export function isFree(root: AnyLogger, info: Record<PropertyKey, unknown>): boolean {
  const { _readableState: readable, _writableState: writable } = root;
  return (
    readable.flowing === true &&
    readable.length === 0 &&
    writable.length === 0 &&
    !writable.ending &&
    pipesOf(root).length > 0 &&
    hasLevel(root, info[LEVEL] as string)
  );
}

/** Whether a line that was just passed on may still be on the way to a transport. */
export function isBusy(root: AnyLogger): boolean {
  if (root._readableState.length > 0) return true;
  for (const transport of pipesOf(root)) {
    if (transport.writableLength > 0) {
      // winston pipes a logger to its handlers of crashes without `add`.
      prepareTransport(transport);
      return true;
    }
  }
  return false;
}
