import type { Context } from '../../types/context.js';
import { takeSlot, UNSET } from '../state/slots.js';
import { ownedValues, valueAt } from '../context/context.js';
import { mayTravel, type Travels } from '../state/policy.js';
import { travelsOfKey } from './keyed-locals.js';

type Attributes = ReadonlyMap<string, unknown>;

/** By key and attribute: what arrived in a context and nothing here has declared yet. */
export type Arrived = ReadonlyMap<string, Attributes>;

/** How many keys are remembered, and how long each may be. Both come from whoever writes carriers. */
const MOST_KEYS = 10_000;
const LONGEST_KEY = 256;

/** It is kept like any value, so that children have it too, and start from it when the declaration comes. */
const slot = takeSlot(undefined);
const keys = new Set<string>();
/** Whether more keys have arrived than are remembered. */
let isAnyKey = false;
const NOTHING: Arrived = new Map();

/** What arrived in the context, undeclared then. */
export function arrivedIn(context: Context): Arrived {
  return (valueAt(context, slot, undefined) as Arrived | undefined) ?? NOTHING;
}

/** The value that arrived for an attribute, if the policy of its Local allows it, or UNSET. */
export function arrivedValue(context: Context, key: string, name: string): unknown {
  const attributes = arrivedIn(context).get(key);
  if (attributes === undefined || !attributes.has(name)) return UNSET;
  return mayTravel(travelsOfKey(key), name) ? attributes.get(name) : UNSET;
}

/** The attributes that arrived for a Local and that its policy allows. */
export function arrivedOf(context: Context, key: string): Attributes | undefined {
  const attributes = arrivedIn(context).get(key);
  const travels = travelsOfKey(key);
  return attributes === undefined || travels === true ? attributes : letIn(attributes, travels);
}

/** Whether attributes of this key may have arrived undeclared, so that a declaration has to look for them. */
export function hasArrived(key: string): boolean {
  return isAnyKey || keys.has(key);
}

/** Keeps attributes that nothing here declares, for whoever declares them, and to be handed on. */
export function keepArrived(context: Context, arrived: Arrived): void {
  const after = new Map(arrivedIn(context));
  for (const [key, attributes] of arrived) {
    remember(key);
    const before = after.get(key);
    after.set(key, before === undefined ? attributes : new Map([...before, ...attributes]));
  }
  ownedValues(context, slot + 1)[slot] = after;
}

/** Forgets the attributes of this key that arrived. */
export function dropArrived(context: Context, key: string): void {
  const before = arrivedIn(context);
  if (!before.has(key)) return;
  const after = new Map(before);
  after.delete(key);
  ownedValues(context, slot + 1)[slot] = after;
}

function remember(key: string): void {
  if (keys.size < MOST_KEYS && key.length <= LONGEST_KEY) keys.add(key);
  else isAnyKey = true;
}

/** An open Local looks at each read, until the context writes. */
const passed = new WeakMap<
  Attributes,
  { readonly travels: Travels; readonly attributes: Attributes }
>();

function letIn(attributes: Attributes, travels: Travels): Attributes {
  const known = passed.get(attributes);
  if (known?.travels === travels) return known.attributes;
  const passing = new Map([...attributes].filter(([name]) => mayTravel(travels, name)));
  passed.set(attributes, { travels, attributes: passing });
  return passing;
}
