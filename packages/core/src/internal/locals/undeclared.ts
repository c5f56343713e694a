import type { Context } from '../../types/context.js';
import { takeSlot, UNSET } from '../state/slots.js';
import { ownedValues, valueAt } from '../context/context.js';

/** By key and attribute: what arrived in a context and nothing here has declared yet. */
export type Arrived = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** It is kept like any value, so that children have it too, and start from it when the declaration comes. */
const slot = takeSlot(undefined);
const keys = new Set<string>();
const NOTHING: Arrived = new Map();

/** What arrived in the context, undeclared then. */
export function arrivedIn(context: Context): Arrived {
  return (valueAt(context, slot, undefined) as Arrived | undefined) ?? NOTHING;
}

/** The value that arrived for an attribute, or UNSET. */
export function arrivedValue(context: Context, key: string, name: string): unknown {
  const attributes = arrivedIn(context).get(key);
  return attributes !== undefined && attributes.has(name) ? attributes.get(name) : UNSET;
}

/** Whether attributes of this key have ever arrived undeclared: those who declare them must look. */
export function hasArrived(key: string): boolean {
  return keys.has(key);
}

/** Keeps attributes that nothing here declares, for whoever declares them, and to be handed on. */
export function keepArrived(
  context: Context,
  key: string,
  attributes: ReadonlyMap<string, unknown>,
): void {
  keys.add(key);
  const before = arrivedIn(context);
  const merged = new Map([...(before.get(key) ?? []), ...attributes]);
  ownedValues(context, slot + 1)[slot] = new Map(before).set(key, merged);
}

/** Forgets the attributes of this key that arrived. */
export function dropArrived(context: Context, key: string): void {
  const before = arrivedIn(context);
  if (!before.has(key)) return;
  const after = new Map(before);
  after.delete(key);
  ownedValues(context, slot + 1)[slot] = after;
}
