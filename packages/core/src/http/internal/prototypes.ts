import { type BoundMethods, boundMethods } from './bound-methods.js';
import { exchanges } from './exchange.js';
import { type Method, type Methods, type Name, type Replaceable } from './original-methods.js';

/** On a method that stands on a prototype. A registered symbol: what is bound twice would count a response twice. */
const BOUND = Symbol.for('aiolocals.bound/1');

const { aside } = exchanges;

/** Whether a method of a request or a response is one that any copy of the package has put on a prototype. */
export function isBound(emit: Method): boolean {
  return BOUND in emit;
}

/** Puts the bound methods on two prototypes, unless they are there. Returns a function that removes them again. */
export function bindOn(request: object, reply: object): () => void {
  const undoRequest = put(request, methodsFor(request).request);
  const methods = methodsFor(reply);
  const undoReply = put(reply, { ...methods.reply, ...methods.interim });
  return () => {
    undoRequest();
    undoReply();
  };
}

function methodsFor(prototype: object): BoundMethods {
  return boundMethods({
    find: (message) => aside.get(message),
    // What the prototype has of its own now, on top of what it inherits at each call.
    originals: Object.create(
      Object.getPrototypeOf(prototype) as object,
      Object.getOwnPropertyDescriptors(prototype),
    ) as Methods,
    // On Node 20, asking an object whose prototype was replaced costs more than entering a context.
    asksListeners: false,
  });
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
