import type { Context } from '../context.js';
import { Cell } from './cells.js';
import { contextOrThrow } from './outside.js';
import { takeSlot, UNSET } from './slots.js';
import { hasOrigin, originOf, ownedValues, valuesOf } from './state.js';
import { storage } from './storage.js';

/** An attribute of a declared Local. `get` and `set` are closures over a slot: the hot path of the package. */
export interface Attribute {
  /** As declared: the default or its factory. */
  readonly declared: unknown;
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
  readonly read: (context: Context) => unknown;
  /** Makes the attribute start fresh in the context. */
  readonly refresh: (context: Context) => void;
}

/** Makes an attribute with the default, or the factory of it, that was declared. */
export function makeAttribute(local: string, name: string, declared: unknown): Attribute {
  return typeof declared === 'function'
    ? factoryAttribute(local, name, declared as () => unknown)
    : plainAttribute(local, name, declared);
}

function plainAttribute(local: string, name: string, declared: unknown): Attribute {
  const slot = takeSlot(declared);
  return {
    declared,
    get() {
      const store = storage.getStore();
      const values = valuesOf(store ?? contextOrThrow(store, local, name, 'get'));
      return slot < values.length ? values[slot] : declared;
    },
    set: setter(local, name, slot),
    read(context) {
      const values = valuesOf(context);
      return slot < values.length ? values[slot] : declared;
    },
    refresh(context) {
      if (slot < valuesOf(context).length) ownedValues(context, slot + 1)[slot] = declared;
    },
  };
}

function factoryAttribute(local: string, name: string, factory: () => unknown): Attribute {
  const slot = takeSlot(UNSET);
  const read = (context: Context): unknown => {
    const values = valuesOf(context);
    const value = slot < values.length ? values[slot] : UNSET;
    if (value === UNSET) return originOf(context).cell(slot).get(factory);
    return value instanceof Cell ? value.get(factory) : value;
  };
  return {
    declared: factory,
    get() {
      const store = storage.getStore();
      return read(store ?? contextOrThrow(store, local, name, 'get'));
    },
    set: setter(local, name, slot),
    read,
    refresh(context) {
      // The cell of the parent's origin is the parent's, and its other children's.
      if (hasOrigin(context)) ownedValues(context, slot + 1)[slot] = new Cell();
    },
  };
}

function setter(local: string, name: string, slot: number): (value: unknown) => void {
  return (value) => {
    const store = storage.getStore();
    ownedValues(store ?? contextOrThrow(store, local, name, 'set'), slot + 1)[slot] = value;
  };
}
