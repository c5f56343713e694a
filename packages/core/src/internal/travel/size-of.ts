import { types } from 'node:util';

/** What a value is counted as that has no parts: a number, a date. */
const SMALL = 16;
/** A value that is nested deeper could not be cloned again: the structured clone calls itself. */
const DEEPEST = 500;

/**
 * Returns about how many bytes a value takes that arrived by a clone or as JSON. The count stops above `most`: what it
 * costs is bounded, however large the value is. A value that is nested too deep counts as too large.
 */
export function sizeOf(value: unknown, most: number): number {
  const seen = new Set<object>();
  const rest: Iterator<unknown>[] = [[value].values()];
  let size = 0;
  while (rest.length > 0 && size <= most) {
    if (rest.length > DEEPEST) return Infinity;
    const { done, value: each } = (rest.at(-1) as Iterator<unknown>).next();
    if (done === true) rest.pop();
    else {
      size += SMALL + ownBytes(each);
      // A value may hold itself.
      if (typeof each === 'object' && each !== null && !seen.has(each)) {
        seen.add(each);
        rest.push(partsOf(each));
      }
    }
  }
  return size;
}

function ownBytes(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length;
  if (typeof value === 'bigint') return value.toString(16).length;
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return value.byteLength;
  if (types.isNativeError(value)) return 2 * (value.message.length + String(value.stack).length);
  return types.isRegExp(value) ? 2 * value.source.length : 0;
}

function partsOf(value: object): Iterator<unknown> {
  if (Array.isArray(value)) return value.values();
  if (types.isMap(value)) return flat(value);
  if (types.isSet(value)) return value.values();
  return ArrayBuffer.isView(value) ? [].values() : flat(Object.entries(value));
}

function* flat(entries: Iterable<readonly [unknown, unknown]>): Generator {
  for (const [key, value] of entries) {
    yield key;
    yield value;
  }
}
