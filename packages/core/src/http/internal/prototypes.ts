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
 *
 * @param entered - Names of further methods of responses that are to run in the context.
 */
export function bindOn(request: object, reply: object, entered: readonly string[]): () => void {
  const undoRequest = putMethods(request, boundMethods(bindingOf(request)).request, 'WeakMap');
  const binding = bindingOf(reply);
  // A request that was opened at its server has its exchange in a property, and Node's prototypes do not have these
  // methods.
  const anyhow: Binding = { ...binding, find: exchangeOf };
  const methods = {
    ...boundMethods(binding).reply,
    ...rareMethods(binding).interim,
    ...Object.fromEntries(entered.map((name) => [name, entering(anyhow, name)])),
  };
  const undoReply = putMethods(reply, methods, 'WeakMap');
  return () => {
    undoRequest();
    undoReply();
  };
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
