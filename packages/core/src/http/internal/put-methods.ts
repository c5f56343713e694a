import type { Method, Methods } from './original-methods.js';

/**
 * Marks a bound method on a prototype, and says where it looks for the exchange of an object. A registered symbol, so
 * that no other copy of the package binds it again: the bytes of a response would be counted twice.
 */
const BOUND: unique symbol = Symbol.for('aiolocals.bound/1') as never;

/** In a property of the object, as the methods of Node's prototypes; or in a WeakMap, as those of frameworks. */
export type Where = 'property' | 'WeakMap';

/** Returns where a method looks, if any copy of the package has put it on a prototype. */
export function boundWhere(
  method: (Method & { readonly [BOUND]?: Where }) | undefined,
): Where | undefined {
  return method?.[BOUND];
}

/**
 * Returns an object that has the methods of a prototype as they are now. What the prototype inherits is looked up at
 * each call.
 */
export function methodsOf(prototype: object): Methods {
  return Object.create(
    Object.getPrototypeOf(prototype) as object,
    Object.getOwnPropertyDescriptors(prototype),
  ) as Methods;
}

/**
 * Replaces those of the methods that a prototype has, unless the first of them is there already: another copy has then put
 * all of them there, and what has wrapped one of them since must not be bound again. Returns a function that removes them.
 * Listing the properties of an object gives the same as before.
 */
export function putMethods(
  prototype: object,
  methods: Readonly<Record<string, Method>>,
  where: Where,
): () => void {
  const own = prototype as Readonly<Record<string, Method>>;
  const [first = ''] = Object.keys(methods);
  if (Object.hasOwn(prototype, first) && boundWhere(own[first]) !== undefined) return () => {};
  // Which interim responses there are depends on the version of Node.
  const replaced = Object.entries(methods).filter(([name]) => name in prototype);
  const before = replaced.map(([name]) => Object.getOwnPropertyDescriptor(prototype, name));
  for (const [name, value] of replaced) {
    const { length } = own[name] as Method;
    Object.defineProperties(value, {
      [BOUND]: { value: where },
      name: { value: name },
      length: { value: length },
    });
    const enumerable = isEnumerable(prototype, name);
    Object.defineProperty(prototype, name, {
      value,
      enumerable,
      writable: true,
      configurable: true,
    });
  }
  return () => {
    replaced.forEach(([name], index) => {
      const descriptor = before[index];
      if (descriptor === undefined) Reflect.deleteProperty(prototype, name);
      else Object.defineProperty(prototype, name, descriptor);
    });
  };
}

/** Whether `for … in` over an object with this prototype lists the property. */
function isEnumerable(prototype: object, name: string): boolean {
  let owner: object | null = prototype;
  while (owner !== null && !Object.hasOwn(owner, name)) {
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return owner !== null && Object.prototype.propertyIsEnumerable.call(owner, name);
}
