/** How deep values are looked into. What is deeper, or holds itself, is not taken for JSON. */
const DEEPEST = 100;

/**
 * Whether the value, which was cloned, is the same after `JSON.stringify` and `JSON.parse`. The clone itself has no
 * `toJSON` method.
 */
export function isJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || (depth < DEEPEST && isJsonObject(value, depth + 1));
    default:
      return false;
  }
}

function isJsonObject(value: object, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== (Array.isArray(value) ? Array.prototype : Object.prototype)) return false;
  // Not `Object.values`, which leaves out the holes of an array: in JSON they become null.
  const values: unknown[] = Array.isArray(value) ? [...value] : Object.values(value);
  return values.every((each) => isJson(each, depth));
}
