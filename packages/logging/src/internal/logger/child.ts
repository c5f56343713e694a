import { snapshot } from '../entry/reserved-names.js';
import type { AnyLogger } from '../winston/shapes.js';

/** Under which a child logger keeps its own meta and its ancestors'. */
const METAS = Symbol.for('aiolocals.logging/metas');

/** Makes a child as winston does: an object that inherits the rest. */
export function makeChild(parent: AnyLogger, meta: unknown): AnyLogger {
  const own = snapshot(typeof meta === 'object' && meta !== null ? meta : {});
  return Object.create(parent, {
    [METAS]: { value: [...(metasOf(parent) ?? []), own] },
  }) as AnyLogger;
}

/** The meta of a child logger and its ancestors, theirs first. */
export function metasOf(logger: AnyLogger): readonly object[] | undefined {
  return (logger as { [METAS]?: readonly object[] })[METAS];
}
