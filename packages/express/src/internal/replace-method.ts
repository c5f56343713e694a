import type { AnyMethod } from './express-shapes.js';

type Methods = Record<string, AnyMethod | undefined>;
type Expose = (replacement: AnyMethod, original: AnyMethod) => PropertyDescriptor;

/** Marks a replacement, so that a second copy of this package leaves the method alone. */
const REPLACED = Symbol.for('aiolocals.express/1');
/** What an assignment makes of a property. */
const ASSIGNED = { writable: true, enumerable: true, configurable: true };

const undos: (() => void)[] = [];

/**
 * Replaces a method of one of Express's prototypes, unless it has been replaced.
 *
 * @param make - Gets the original, and returns what replaces it.
 * @param expose - Makes the property of the replacement.
 */
export function replaceMethod(
  prototype: object,
  name: string,
  make: (original: AnyMethod) => AnyMethod,
  expose: Expose = (value) => ({ ...ASSIGNED, value }),
): void {
  const original = (prototype as Methods)[name];
  if (typeof original !== 'function' || REPLACED in original) return;
  const replacement = make(original);
  Object.defineProperties(replacement, {
    name: { value: original.name },
    length: { value: original.length },
    [REPLACED]: { value: true },
  });
  Object.defineProperty(prototype, name, expose(replacement, original));
  undos.push(() => {
    // If another library has wrapped the replacement since, its wrapper stays, and so does the replacement.
    if ((prototype as Methods)[name] === replacement) assign(prototype, name, original);
  });
}

/** Sets a property as an assignment does, even if an accessor is there. */
export function assign(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { ...ASSIGNED, value });
}

/** Calls `undo` when all methods are put back. */
export function onPutBack(undo: () => void): void {
  undos.push(undo);
}

/** Puts all methods back. */
export function putBack(): void {
  for (const undo of undos.splice(0)) undo();
}
