import { inspect } from 'node:util';

/** How many keys of one object are looked at: a line is for people. */
const MOST_KEYS = 1000;

/** The value of a property of the caller's, or what its getter threw instead of one. */
export function read(object: object, key: PropertyKey): unknown {
  try {
    return (object as Record<PropertyKey, unknown>)[key];
  } catch (error) {
    return `[Throws: ${thrownText(error)}]`;
  }
}

/** The object's own enumerable keys; none if it does not let itself be asked. */
export function keysOf(object: object): string[] {
  try {
    const keys = Object.keys(object);
    return keys.length > MOST_KEYS ? keys.slice(0, MOST_KEYS) : keys;
  } catch {
    return [];
  }
}

/** The value as one piece of text, without running code of its own. */
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

/** What was thrown, in short. */
export function thrownText(error: unknown): string {
  try {
    return String((error as { message: unknown }).message);
  } catch {
    return 'something without a message';
  }
}
