import { EventEmitter } from 'node:events';
import { ServerResponse } from 'node:http';

export type Method = (...args: unknown[]) => unknown;
export type Name = 'emit' | 'write' | 'end';

/** An emitter some of whose methods are replaced. */
export interface Replaceable {
  emit: Method;
  write?: Method;
  end?: Method;
  listenerCount(event: unknown): number;
}

/** Finds what a replacement stands for, on the object that it was called on. */
export type Original = (target: Replaceable, name: Name) => Method;

/** What objects nearly always have: the platform's, and no method of their own. */
const platform: Readonly<Record<Name, unknown>> = {
  emit: EventEmitter.prototype.emit,
  write: ServerResponse.prototype.write,
  end: ServerResponse.prototype.end,
};

/** The methods that objects had of their own before: another library's. */
const ownBefore = new WeakMap<object, Partial<Record<Name, Method>>>();
let isAnyOwn = false;

/** Replaces a method of one object. */
export function replace(target: Replaceable, name: Name, method: Method): void {
  const before = target[name];
  if (before !== platform[name] && Object.hasOwn(target, name)) {
    isAnyOwn = true;
    ownBefore.set(target, { ...ownBefore.get(target), [name]: before });
  }
  target[name] = method;
}

/**
 * The method that was replaced on an object. One of the prototype is looked up at each call, so that whoever changes a
 * prototype later still reaches the object.
 */
export const replacedOnObject: Original = (target, name) => {
  const own = isAnyOwn ? ownBefore.get(target)?.[name] : undefined;
  return own ?? (Object.getPrototypeOf(target) as Required<Replaceable>)[name];
};
