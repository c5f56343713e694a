/**
 * Whether an object that has no properties of its own to list holds what it has elsewhere: a Map, a promise, a Date or
 * an AbortSignal in slots of the engine, a class of the user's in accessors. As options it would count as none.
 */
export function holdsElsewhere(object: object): boolean {
  let prototype = Object.getPrototypeOf(object) as object | null;
  while (prototype !== null) {
    const next = Object.getPrototypeOf(prototype) as object | null;
    // The last one is that of all objects, of whatever realm.
    if (next !== null && isOfSuchClass(prototype)) return true;
    prototype = next;
  }
  return false;
}

function isOfSuchClass(prototype: object): boolean {
  const { constructor: made, ...rest } = Object.getOwnPropertyDescriptors(prototype) as Record<
    string,
    PropertyDescriptor
  > & { readonly constructor?: PropertyDescriptor };
  return isNative(made?.value) || Object.values(rest).some(({ get }) => get !== undefined);
}

/** Whether a class is the engine's own. Those that Node has in JavaScript have accessors. */
function isNative(made: unknown): boolean {
  return (
    typeof made === 'function' && Function.prototype.toString.call(made).includes('[native code]')
  );
}
