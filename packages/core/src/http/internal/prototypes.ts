import { type Binding, boundMethods, entering } from './bound-methods.js';
import { exchangeOf, exchanges } from './exchange.js';
import { methodsOf, putMethods } from './put-methods.js';
import { rareMethods } from './rare-methods.js';

const { inWeakMap } = exchanges;
/** Bound, not wrapped: it is one call less for each event. */
const find = inWeakMap.get.bind(inWeakMap);

/**
 * Puts the bound methods on two prototypes of a framework, unless they are there. Returns a function that removes them
 * again.
 */
export function bindOn(request: object, reply: object): () => void {
  const undoRequest = putMethods(request, boundMethods(bindingOf(request)).request, 'WeakMap');
  const binding = bindingOf(reply);
  const methods = { ...boundMethods(binding).reply, ...rareMethods(binding).interim };
  const undoReply = putMethods(reply, methods, 'WeakMap');
  return () => {
    undoRequest();
    undoReply();
  };
}

/** Makes methods of a prototype of responses run in the context, unless they do. Returns a function that undoes it. */
export function enterOn(reply: object, names: readonly string[]): () => void {
  // A request that was opened at its server has its exchange in a property.
  const binding: Binding = { ...bindingOf(reply), find: exchangeOf };
  const methods = Object.fromEntries(names.map((name) => [name, entering(binding, name)]));
  return putMethods(reply, methods, 'WeakMap');
}

/**
 * On Node 20 and 22, asking an object whose prototype was replaced costs more than entering a context. From 24 on, where
 * entering makes a new frame, it costs less.
 */
const ASKING_IS_CHEAP = Number.parseInt(process.versions.node, 10) >= 24;

function bindingOf(prototype: object): Binding {
  return {
    find,
    originals: methodsOf(prototype),
    asksListeners: ASKING_IS_CHEAP,
  };
}
