import { types } from 'node:util';

/**
 * How deep a value may be nested that goes to another thread. A thread can send what is nested four times as deep as what
 * the main thread can read, and of a message that cannot be read, its receiver never hears.
 */
export const DEEPEST = 500;

/** Whether a value that was cloned is nested deeper, on the way that the clone takes through it. */
export function isTooDeep(clone: unknown): boolean {
  const seen = new Set<unknown>();
  const values = [clone];
  const depths = [0];
  while (values.length > 0) {
    const value = values.pop();
    const depth = depths.pop() as number;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    if (depth > DEEPEST) return true;
    seen.add(value);
    // The first of them is taken next.
    for (const item of itemsOf(value).toReversed()) {
      values.push(item);
      depths.push(depth + 1);
    }
  }
  return false;
}

function itemsOf(object: object): unknown[] {
  if (types.isMap(object)) return [...object].flat();
  if (types.isSet(object)) return [...object];
  if (types.isNativeError(object)) return [object.cause];
  return ArrayBuffer.isView(object) ? [] : Object.values(object);
}
