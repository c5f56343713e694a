import type { AnyMethod } from './express-shapes.js';

type Methods = Record<string, AnyMethod | undefined>;

/** On a replacement: a second copy of this package leaves the method alone. */
const REPLACED = Symbol.for('aiolocals.express/1');

const undos: (() => void)[] = [];

/** Replaces a method of a prototype of Express's, unless it has been; `make` gets the one that it had. */
export function replaceMethod(
  prototype: object,
  name: string,
  make: (original: AnyMethod) => AnyMethod,
): void {
  const original = (prototype as Methods)[name];
  if (original === undefined || REPLACED in original) return;
  const replacement = make(original);
  Object.defineProperties(replacement, {
    name: { value: original.name },
    length: { value: original.length },
    [REPLACED]: { value: true },
  });
  (prototype as Methods)[name] = replacement;
  undos.push(() => {
    // Somebody may have wrapped the replacement since: then it stays, and does what it stands for.
    if ((prototype as Methods)[name] === replacement) (prototype as Methods)[name] = original;
  });
}

/** Has `undo` called when every method is put back. */
export function onPutBack(undo: () => void): void {
  undos.push(undo);
}

/** Puts every method back. */
export function putBack(): void {
  for (const undo of undos.splice(0)) undo();
}
