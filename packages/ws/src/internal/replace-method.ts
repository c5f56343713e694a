export type Method = (...args: unknown[]) => unknown;

/**
 * Is called in place of a method.
 *
 * @param original - What the object has without it: asked for at each call, because a prototype may change later.
 */
export type Replacement = (target: object, original: Method, args: readonly unknown[]) => unknown;

/** `Reflect.apply`, whose type is `any`. */
export function apply(method: Method, target: object, args: readonly unknown[]): unknown {
  return Reflect.apply(method, target, args);
}

/**
 * Puts a method on one object, over the one that it has; does nothing if it has none. Returns a function that takes it
 * away again. If somebody has put theirs over it by then, it only calls the original from then on.
 */
export function replaceMethod(target: object, name: string, replacement: Replacement): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  const originalOf = (): Method =>
    (before === undefined
      ? (Reflect.get(Object.getPrototypeOf(target) as object, name) as unknown)
      : before.value) as Method;
  const first = originalOf() as Method | undefined;
  if (typeof first !== 'function') return () => {};

  let isActive = true;
  const value = function (this: object, ...args: unknown[]): unknown {
    const original = originalOf();
    return isActive ? replacement(this, original, args) : apply(original, this, args);
  };
  Object.defineProperties(value, { name: { value: name }, length: { value: first.length } });
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
  return () => {
    isActive = false;
    if ((target as Record<string, unknown>)[name] !== value) return;
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}
