import type { Context } from '../../types/context.js';
import { arrivedOf, dropArrived } from './undeclared.js';
import { define } from '../state/definition.js';
import { contextOrThrow, isProbe } from './no-context.js';
import { RecordedMap } from '../state/recorded-map.js';
import { takeSlot } from '../state/slots.js';
import { leaseOf, ownedValues, valuesOf } from '../context/context.js';
import type { WriteLease } from '../state/change-recorder.js';
import { current, storage } from '../storage/storage.js';
import { mayTravel } from '../state/policy.js';

type Name = string | symbol;
type Traps = Required<
  Omit<ProxyHandler<object>, 'apply' | 'construct' | 'getPrototypeOf' | 'isExtensible'>
>;

/** The attributes of an open Local in one context, and in those forked from it until they write. */
class OpenState {
  readonly lease: WriteLease | undefined;
  readonly entries: Map<Name, unknown>;

  constructor(lease: WriteLease | undefined, entries: ReadonlyMap<Name, unknown>, slot: number) {
    this.lease = lease;
    const touched = lease?.recorder?.touchedIn(slot);
    this.entries = touched === undefined ? new Map(entries) : new RecordedMap(entries, touched);
  }
}

const NOTHING: ReadonlyMap<Name, unknown> = new Map();

/**
 * Makes a Local that takes any attribute: a Proxy, because it cannot know their names.
 *
 * @param key - That of a Local which has one, and whose state may have arrived before it was made.
 */
export function openLocal(name: string, prototype: object, key?: string): object {
  const slot = takeSlot(undefined);

  const read = (context: Context | undefined): ReadonlyMap<Name, unknown> => {
    const bag = context === undefined ? undefined : valuesOf(context)[slot];
    if (bag !== undefined) return (bag as OpenState).entries;
    return context === undefined || key === undefined
      ? NOTHING
      : (arrivedOf(context, key) ?? NOTHING);
  };
  const write = (context: Context): Map<Name, unknown> => {
    const values = ownedValues(context, slot + 1);
    const lease = leaseOf(context);
    let bag = values[slot] as OpenState | undefined;
    if (bag === undefined || bag.lease !== lease)
      values[slot] = bag = new OpenState(lease, read(context), slot);
    return bag.entries;
  };
  const set = (attribute: Name, value: unknown, trap: (...args: never[]) => unknown): true => {
    const store = storage.getStore();
    write(store ?? contextOrThrow(store, name, attribute, 'set', trap)).set(attribute, value);
    return true;
  };

  const traps: Traps = {
    get(_target, attribute) {
      const store = storage.getStore();
      if (store == null && isProbe(attribute) && current() === undefined) {
        return attribute === Symbol.toPrimitive ? toPrimitive : undefined;
      }
      const entries = read(store ?? contextOrThrow(store, name, attribute, 'get', traps.get));
      const value = entries.get(attribute);
      return value === undefined && attribute === Symbol.toPrimitive ? toPrimitive : value;
    },
    set: (_target, attribute, value) => set(attribute, value, traps.set),
    deleteProperty(_target, attribute) {
      const store = storage.getStore();
      const context =
        store ?? contextOrThrow(store, name, attribute, 'delete', traps.deleteProperty);
      if (read(context).has(attribute)) write(context).delete(attribute);
      return true;
    },
    has: (_target, attribute) => read(current()).has(attribute),
    ownKeys: () => [...read(current()).keys()],
    getOwnPropertyDescriptor(_target, attribute) {
      const entries = read(current());
      if (!entries.has(attribute)) return undefined;
      return {
        value: entries.get(attribute),
        writable: true,
        enumerable: true,
        configurable: true,
      };
    },
    defineProperty(_target, attribute, descriptor) {
      const { configurable = true } = descriptor;
      if (!configurable || 'get' in descriptor || 'set' in descriptor) {
        throw new TypeError(
          `Cannot define ${configurable ? 'an accessor' : 'a constant'} \`${String(attribute)}\` on Local ` +
            `\`${name}\`: set a value`,
        );
      }
      // Without a value it leaves the one that there is.
      if (!('value' in descriptor) && read(current()).has(attribute)) return true;
      return set(attribute, descriptor.value, traps.defineProperty);
    },
    preventExtensions: () => false,
    setPrototypeOf: () => false,
  };
  // The target stays empty and extensible, so that no invariant of Proxy ties what the traps may answer.
  const local = new Proxy(Object.create(prototype) as object, traps);

  define(local, {
    name,
    entries: (context) => read(context),
    refresh(context) {
      if (valuesOf(context)[slot] !== undefined) ownedValues(context, slot + 1)[slot] = undefined;
      if (key !== undefined) dropArrived(context, key);
    },
    collect(context, travels, into) {
      for (const [attribute, value] of read(context)) {
        // A symbol is another one in another thread.
        if (typeof attribute === 'string' && mayTravel(travels, attribute))
          into.push(attribute, value);
      }
    },
    knows: () => true,
    assign(context, attribute, value) {
      write(context).set(attribute, value);
      return true;
    },
    remove: (context, attribute) => write(context).delete(attribute),
    collectChanges(context, recorder, travels, assigned, deleted) {
      const entries = read(context);
      for (const attribute of recorder.touchedIn(slot)) {
        if (typeof attribute !== 'string' || !mayTravel(travels, attribute)) continue;
        if (entries.has(attribute)) assigned.push(attribute, entries.get(attribute));
        else deleted.push(attribute);
      }
    },
  });
  return local;
}

/** Templates need an answer, or they throw: `${local}` is safe everywhere. */
function toPrimitive(hint: string): string | number {
  return hint === 'number' ? Number.NaN : '[object Local]';
}
