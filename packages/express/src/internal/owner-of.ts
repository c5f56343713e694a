/** Returns the object in the chain of prototypes that has the property itself. */
export function ownerOf(start: object, name: string): object | undefined {
  let prototype: object | null = start;
  while (prototype !== null && !Object.hasOwn(prototype, name)) {
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return prototype ?? undefined;
}
