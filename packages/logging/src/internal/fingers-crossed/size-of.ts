const PER_VALUE = 16;
const PER_OBJECT = 64;
/** What is held of a line besides its fields: its log context, and its places in lists. */
const PER_LINE = 400;

/** Returns about how many bytes of memory a held entry takes. Its objects are copies that are cut where lines are cut. */
export function sizeOf(entry: object): number {
  let bytes = PER_LINE;
  const pending: unknown[] = Reflect.ownKeys(entry).map(
    (key) => (entry as Record<PropertyKey, unknown>)[key],
  );
  while (pending.length > 0) {
    const value = pending.pop();
    bytes += PER_VALUE;
    // One byte a character, or two: UTF-8 takes at least as many.
    if (typeof value === 'string') bytes += Buffer.byteLength(value);
    else if (isPlain(value)) {
      bytes += PER_OBJECT;
      for (const key of Object.keys(value)) pending.push(key, value[key]);
    }
  }
  return bytes;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
