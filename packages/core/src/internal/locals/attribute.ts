import type { Context } from '../../types/context.js';
import { arrivedValue } from './undeclared.js';
import { Cell } from '../state/factory-cells.js';
import { type Access, contextOrThrow } from './no-context.js';
import { CROWDED, takeSlot, UNSET } from '../state/slots.js';
import type { Recorder } from '../state/change-recorder.js';
import { hasOrigin, originOf, valueAt, writeSlot } from '../context/context.js';
import { storage } from '../storage/storage.js';

/** An attribute of a declared Local. `get` and `set` are closures over a slot: the hot path of the package. */
export interface Attribute {
  /** Its slot, or what stands for one. */
  readonly slot: number;
  /** Whether a context that is no frame holds it at `slot` of its values, or the default if these end before. */
  readonly isPlain: boolean;
  /** As declared: the default or its factory. */
  readonly declared: unknown;
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
  readonly read: (context: Context) => unknown;
  /** The value, or UNSET for a default and for what its factory has yet to make. */
  readonly nonDefault: (context: Context) => unknown;
  readonly write: (context: Context, value: unknown) => void;
  /** Whether the context that is being recorded was assigned the attribute. */
  readonly changed: (context: Context, recorder: Recorder) => boolean;
  /** Puts the attribute back to its default in the context, or to what its factory makes next. */
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
  const get = (): unknown => {
    const store = storage.getStore();
    return valueAt(store ?? contextOrThrow(store, reading), slot, declared);
  };
  const reading: Access = { local, attribute: name, operation: 'get', entry: get };
  return {
    declared,
    get,
    set: setter(local, name, slot),
    read: (context) => valueAt(context, slot, declared),
    nonDefault(context) {
      const value = valueAt(context, slot, declared);
      return Object.is(value, declared) ? UNSET : value;
    },
    refresh(context) {
      if (valueAt(context, slot, UNSET) !== UNSET) writeSlot(context, slot, declared);
    },
    ...slotted(slot),
    isPlain: slot < CROWDED,
  };
}

function factoryAttribute(local: string, name: string, factory: () => unknown): Attribute {
  const slot = takeSlot(UNSET);
  const read = (context: Context): unknown => {
    const value = valueAt(context, slot, UNSET);
    if (value === UNSET) return originOf(context).cell(slot).get(factory);
    return value instanceof Cell ? value.get(factory) : value;
  };
  const get = (): unknown => {
    const store = storage.getStore();
    return read(store ?? contextOrThrow(store, reading));
  };
  const reading: Access = { local, attribute: name, operation: 'get', entry: get };
  return {
    declared: factory,
    get,
    set: setter(local, name, slot),
    read,
    nonDefault(context) {
      const value = valueAt(context, slot, UNSET);
      if (value === UNSET) return hasOrigin(context) ? originOf(context).held(slot) : UNSET;
      return value instanceof Cell ? value.held : value;
    },
    refresh(context) {
      // The cell in the parent's origin belongs to the parent, and to its other children.
      if (hasOrigin(context)) writeSlot(context, slot, new Cell());
    },
    ...slotted(slot),
  };
}

/**
 * Makes an attribute of which a context may hold a value that arrived from another thread or process before the
 * attribute was declared. Apart from the others, so that those need not look.
 */
export function makeLateAttribute(key: string, name: string, declared: unknown): Attribute {
  const slot = takeSlot(UNSET);
  const own = (context: Context): unknown => {
    const value = valueAt(context, slot, UNSET);
    return value === UNSET ? arrivedValue(context, key, name) : value;
  };
  const read = (context: Context): unknown => {
    const value = own(context);
    if (typeof declared !== 'function') return value === UNSET ? declared : value;
    if (value === UNSET)
      return originOf(context)
        .cell(slot)
        .get(declared as () => unknown);
    return value instanceof Cell ? value.get(declared as () => unknown) : value;
  };
  const get = (): unknown => {
    const store = storage.getStore();
    return read(store ?? contextOrThrow(store, reading));
  };
  const reading: Access = { local: key, attribute: name, operation: 'get', entry: get };
  return {
    declared,
    get,
    set: setter(key, name, slot),
    read,
    nonDefault(context) {
      const value = own(context);
      if (value instanceof Cell) return value.held;
      if (value === UNSET) return hasOrigin(context) ? originOf(context).held(slot) : UNSET;
      return Object.is(value, declared) ? UNSET : value;
    },
    refresh(context) {
      writeSlot(context, slot, typeof declared === 'function' ? new Cell() : declared);
    },
    ...slotted(slot),
  };
}

function slotted(slot: number): Pick<Attribute, 'slot' | 'isPlain' | 'write' | 'changed'> {
  return {
    slot,
    isPlain: false,
    write: (context, value) => writeSlot(context, slot, value),
    changed: (_context, { slots }) => slots.has(slot),
  };
}

function setter(local: string, name: string, slot: number): (value: unknown) => void {
  const set = (value: unknown): void => {
    const store = storage.getStore();
    writeSlot(store ?? contextOrThrow(store, writing), slot, value);
  };
  const writing: Access = { local, attribute: name, operation: 'set', entry: set };
  return set;
}
