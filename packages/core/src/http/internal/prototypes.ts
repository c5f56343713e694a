import { type Binding, boundMethods } from './bound-methods.js';
import { exchanges } from './exchange.js';
import type { Method, Methods, Name, Replaceable } from './original-methods.js';
import { rareMethods } from './rare-methods.js';

/** On a method that stands on a prototype. A registered symbol: what is bound twice would count a response twice. */
const BOUND = Symbol.for('aiolocals.bound/1');

const { inWeakMap } = exchanges;
/** Bound, not wrapped: it is one call less for each event. */
const find = inWeakMap.get.bind(inWeakMap);

/** Whether a method of a request or a response is one that any copy of the package has put on a prototype. */
export function isBound(emit: Method): boolean {
  return BOUND in emit;
}

/** Puts the bound methods on two prototypes, unless they are there. Returns a function that removes them again. */
export function bindOn(request: object, reply: object): () => void {
  const undoRequest = put(request, boundMethods(bindingOf(request)).request);
  const binding = bindingOf(reply);
  const undoReply = put(reply, { ...boundMethods(binding).reply, ...rareMethods(binding).interim });
  return () => {
    undoRequest();
    undoReply();
  };
}

function bindingOf(prototype: object): Binding {
  return {
    find,
    // What the prototype has of its own now, on top of what it inherits at each call.
    originals: Object.create(
      Object.getPrototypeOf(prototype) as object,
      Object.getOwnPropertyDescriptors(prototype),
    ) as Methods,
    // On Node 20, asking an object whose prototype was replaced costs more than entering a context.
    asksListeners: false,
  };
}

function put(prototype: object, methods: Readonly<Partial<Record<Name, Method>>>): () => void {
  if (isBound((prototype as Replaceable).emit)) return () => {};
  // Which interim responses there are depends on the version of Node.
  const names = (Object.keys(methods) as Name[]).filter((name) => name in prototype);
  const before = names.map((name) => Object.getOwnPropertyDescriptor(prototype, name));
  for (const name of names) {
    const value = methods[name] as Method;
    Object.defineProperty(value, BOUND, { value: true });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
  return () => {
    names.forEach((name, index) => {
      const descriptor = before[index];
      if (descriptor === undefined) Reflect.deleteProperty(prototype, name);
      else Object.defineProperty(prototype, name, descriptor);
    });
  };
}
