import { define } from '../state/definition.js';
import { mayTravel } from '../state/policy.js';
import { current, storage } from '../storage/storage.js';
import { contextOrThrow, isProbe } from './no-context.js';
import { OpenSlot } from './open-slot.js';
import type { Name } from './open-state.js';

type Traps = Required<
  Omit<ProxyHandler<object>, 'apply' | 'construct' | 'getPrototypeOf' | 'isExtensible'>
>;

/**
 * Makes a Local that takes any attribute: a Proxy, because it cannot know their names.
 *
 * @param key - That of a Local which has one, and whose state may have arrived before it was made.
 */
export function openLocal(name: string, prototype: object, key?: string): object {
  const slot = new OpenSlot(key);

  const set = (attribute: Name, value: unknown, trap: (...args: never[]) => unknown): true => {
    const store = storage.getStore();
    const context =
      store ?? contextOrThrow(store, { local: name, attribute, operation: 'set', entry: trap });
    slot.set(context, attribute, value);
    return true;
  };

  const traps: Traps = {
    get(_target, attribute) {
      const store = storage.getStore();
      if (store == null && isProbe(attribute) && current() === undefined) {
        return attribute === Symbol.toPrimitive ? toPrimitive : undefined;
      }
      const context =
        store ??
        contextOrThrow(store, { local: name, attribute, operation: 'get', entry: traps.get });
      const value = slot.get(context, attribute);
      return value === undefined && attribute === Symbol.toPrimitive ? toPrimitive : value;
    },
    set: (_target, attribute, value) => set(attribute, value, traps.set),
    deleteProperty(_target, attribute) {
      const store = storage.getStore();
      const context =
        store ??
        contextOrThrow(store, {
          local: name,
          attribute,
          operation: 'delete',
          entry: traps.deleteProperty,
        });
      slot.delete(context, attribute);
      return true;
    },
    has: (_target, attribute) => slot.read(current()).has(attribute),
    ownKeys: () => [...slot.read(current()).keys()],
    getOwnPropertyDescriptor(_target, attribute) {
      const entries = slot.read(current());
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
      // A descriptor without a value keeps the present one.
      if (!('value' in descriptor) && slot.read(current()).has(attribute)) return true;
      return set(attribute, descriptor.value, traps.defineProperty);
    },
    preventExtensions: () => false,
    setPrototypeOf: () => false,
  };
  // The target stays empty and extensible, so that no invariant of Proxy ties what the traps may answer.
  const local = new Proxy(Object.create(prototype) as object, traps);

  define(local, {
    name,
    entries: (context) => slot.read(context),
    refresh: (context) => slot.refresh(context),
    override: (frame, changes) => slot.override(frame, changes),
    collect(context, travels, into) {
      for (const [attribute, value] of slot.read(context)) {
        // A symbol loses its identity in another thread.
        if (typeof attribute === 'string' && mayTravel(travels, attribute))
          into.add(attribute, value);
      }
    },
    knows: () => true,
    assign(context, attribute, value) {
      slot.set(context, attribute, value);
      return true;
    },
    remove: (context, attribute) => slot.delete(context, attribute),
    collectChanges(context, recorder, travels, assigned, deleted) {
      const entries = slot.read(context);
      for (const attribute of recorder.touchedIn(slot.index)) {
        if (typeof attribute !== 'string' || !mayTravel(travels, attribute)) continue;
        if (entries.has(attribute)) assigned.add(attribute, entries.get(attribute));
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
