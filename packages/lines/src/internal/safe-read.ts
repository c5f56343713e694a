import { inspect } from 'node:util';

/** How many keys of one object are read. A line is for people. */
const MAX_KEYS = 1000;

/** Returns the value of a property, or a text that says what its getter threw. */
export function read(object: object, key: PropertyKey): unknown {
  try {
    return (object as Record<PropertyKey, unknown>)[key];
  } catch (error) {
    return `[Throws: ${thrownText(error)}]`;
  }
}

/** Returns the object's own enumerable string keys; none if it is a Proxy whose traps throw. */
export function keysOf(object: object): string[] {
  try {
    const keys = Object.keys(object);
    return keys.length > MAX_KEYS ? keys.slice(0, MAX_KEYS) : keys;
  } catch {
    return [];
  }
}

/** Returns the value as text, without running code of its own. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return inspect(value, {
      customInspect: false,
      breakLength: Infinity,
      depth: 3,
      maxArrayLength: 100,
      maxStringLength: 10_000,
    });
  } catch {
    return '[unprintable]';
  }
}

/** Returns the message of a thrown value. */
export function thrownText(error: unknown): string {
  try {
    return String((error as { message: unknown }).message);
  } catch {
    return 'a value without a message';
  }
}

/** Whether the value is an array; false for a Proxy that was revoked. */
export function isArray(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}
