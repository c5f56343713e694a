import { type Binding, boundMethods, entering } from './bound-methods.js';
import { exchangeOf, exchanges } from './exchange.js';
import type { Method, Methods, Replaceable } from './original-methods.js';
import { rareMethods } from './rare-methods.js';

/** On a method that stands on a prototype. A registered symbol: what is bound twice would count a response twice. */
const BOUND = Symbol.for('aiolocals.bound/1');

const { inWeakMap } = exchanges;
/** Bound, not wrapped: it is one call less for each event. */
const find = inWeakMap.get.bind(inWeakMap);

/** Whether a method of a request or a response is one that any copy of the package has put on a prototype. */
export function isBound(emit: Method | undefined): boolean {
  return typeof emit === 'function' && BOUND in emit;
}

/**
 * Puts the bound methods on two prototypes, unless they are there. Returns a function that removes them again.
 *
 * @param entered - Names of further methods of responses that are to run in the context.
 */
export function bindOn(request: object, reply: object, entered: readonly string[]): () => void {
  const undoRequest = put(request, boundMethods(bindingOf(request)).request);
  const binding = bindingOf(reply);
  // Of a request that was opened at its server, the other methods are bound on the response itself. These are not.
  const anyhow: Binding = { ...binding, find: (message) => exchangeOf(message) };
  const undoReply = put(reply, {
    ...boundMethods(binding).reply,
    ...rareMethods(binding).interim,
    ...Object.fromEntries(entered.map((name) => [name, entering(anyhow, name)])),
  });
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

function put(prototype: object, methods: Readonly<Record<string, Method>>): () => void {
  if (isBound((prototype as Replaceable).emit)) return () => {};
  // Which interim responses there are depends on the version of Node.
  const replaced = Object.entries(methods).filter(([name]) => name in prototype);
  const before = replaced.map(([name]) => Object.getOwnPropertyDescriptor(prototype, name));
  for (const [name, value] of replaced) {
    Object.defineProperties(value, { [BOUND]: { value: true }, name: { value: name } });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
  return () => {
    replaced.forEach(([name], index) => {
      const descriptor = before[index];
      if (descriptor === undefined) Reflect.deleteProperty(prototype, name);
      else Object.defineProperty(prototype, name, descriptor);
    });
  };
}
