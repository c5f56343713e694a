import { expected } from '../expect.js';
import { holdsElsewhere } from '../holds-elsewhere.js';
import type { Travels } from '../state/policy.js';

/**
 * Which state may arrive: a list of keys of Locals, or for each key the attributes. It narrows what the policies of
 * the Locals allow, and never widens it.
 */
export type Allow = readonly string[] | Readonly<Record<string, readonly string[]>>;

const NOTHING: Travels = [];

/** Throws a TypeError unless `allow` is a list of keys, or an object of lists of attributes. */
export function expectAllow(name: string, allow: unknown): asserts allow is Allow {
  const lists = Array.isArray(allow) ? [allow] : isRecord(allow) ? Object.values(allow) : [null];
  if (lists.every(isList)) return;
  throw expected(
    name,
    'an array of keys, or an object with an array of attributes for each',
    allow,
  );
}

/** Returns which attributes of the Local with this key `allow` lets arrive. */
export function allowedOf(allow: Allow | undefined, key: string): Travels {
  if (allow === undefined) return true;
  if (isKeys(allow)) return allow.includes(key) ? true : NOTHING;
  return (Object.hasOwn(allow, key) ? allow[key] : undefined) ?? NOTHING;
}

function isKeys(allow: Allow): allow is readonly string[] {
  return Array.isArray(allow);
}

/** A Set or a Map has nothing to list, and so would let nothing arrive. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !holdsElsewhere(value);
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
