export type Method = (...args: unknown[]) => unknown;
type Name = 'emit' | 'write' | 'end';

/** An emitter some of whose methods are replaced. */
export interface Replaceable {
  emit: Method;
  write?: Method;
  end?: Method;
  listenerCount(event: unknown): number;
}

/** The methods that objects had of their own before: another library's. */
const ownBefore = new WeakMap<object, Partial<Record<Name, Method>>>();
let isAnyOwn = false;

/** Replaces a method of one object. */
export function replace(target: Replaceable, name: Name, method: Method): void {
  if (Object.hasOwn(target, name)) {
    isAnyOwn = true;
    ownBefore.set(target, { ...ownBefore.get(target), [name]: target[name] });
  }
  target[name] = method;
}

/**
 * The method that was replaced. One of the prototype is looked up at each call, so that whoever changes a prototype
 * later still reaches the object.
 */
export function replaced(target: Replaceable, name: Name): Method {
  const own = isAnyOwn ? ownBefore.get(target)?.[name] : undefined;
  return own ?? (Object.getPrototypeOf(target) as Required<Replaceable>)[name];
}
