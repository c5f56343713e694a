import type { Context } from '../../types/context.js';
import { storage } from './storage.js';

type AnyFunction = (...args: never[]) => unknown;

/**
 * Makes a function that runs `fn` with `store` in the storage: `null` and `undefined` mean what they do there. Only our
 * own storage: restoring a whole frame would wipe what other libraries have in force at the call.
 */
export function bindTo<Fn extends AnyFunction>(store: Context | null | undefined, fn: Fn): Fn {
  return likeness(function (this: unknown, ...args: unknown[]): unknown {
    return storage.run(store as Context | null, Reflect.apply, fn, this, args);
  }, fn);
}

/** Gives a function without name and parameters those of `fn`. To define a property costs more than all the rest. */
export function likeness<Fn extends AnyFunction>(anonymous: AnyFunction, fn: Fn): Fn {
  const { name, length } = fn;
  if (name !== '') Object.defineProperty(anonymous, 'name', { value: name, configurable: true });
  if (length !== 0)
    Object.defineProperty(anonymous, 'length', { value: length, configurable: true });
  return anonymous as unknown as Fn;
}
