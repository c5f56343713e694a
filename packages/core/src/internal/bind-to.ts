import type { Context } from '../context.js';
import { storage } from './storage.js';

type AnyFunction = (...args: never[]) => unknown;

/** Makes a function that runs `fn` with `store` as what the storage holds: `null` and `undefined` mean what they do there. */
export function bindTo<Fn extends AnyFunction>(store: Context | null | undefined, fn: Fn): Fn {
  function bound(this: unknown, ...args: unknown[]): unknown {
    // Only our own storage: restoring the whole frame would wipe what other libraries have in force at the call.
    return storage.run(store as Context | null, Reflect.apply, fn, this, args);
  }
  Object.defineProperty(bound, 'name', { value: fn.name, configurable: true });
  Object.defineProperty(bound, 'length', { value: fn.length, configurable: true });
  return bound as unknown as Fn;
}
