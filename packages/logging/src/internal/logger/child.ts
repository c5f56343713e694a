import { CHILD_METAS } from '../entry/symbols.js';
import type { AnyLogger } from '../winston/shapes.js';
import { snapshot } from './snapshot.js';

/** Creates a child logger as winston does: an object that inherits from its parent. */
export function makeChild(parent: AnyLogger, meta: unknown): AnyLogger {
  const own = snapshot(typeof meta === 'object' && meta !== null ? meta : {});
  const inherited = (parent as { [CHILD_METAS]?: readonly object[] })[CHILD_METAS] ?? [];
  return Object.create(parent, { [CHILD_METAS]: { value: [...inherited, own] } }) as AnyLogger;
}
