import { Context } from '@aiolocals/core';
import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger, Callback } from '../winston/shapes.js';

/** Milliseconds between two looks at what is left. */
const PAUSE = 2;

/**
 * Returns the `_final` of a logger, which ends its transports. winston ends them at once: lines that the logger still
 * holds for a transport without room would be lost.
 */
export function makeFinal(root: AnyLogger): (callback: Callback) => void {
  const { _final: final } = root;
  return function whenEmpty(callback) {
    if (root._readableState.length === 0 || pipesOf(root).length === 0) final.call(root, callback);
    else Context.exit(() => setTimeout(whenEmpty, PAUSE, callback));
  };
}
