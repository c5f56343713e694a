import { type BoundMethods, boundMethods } from './bound-methods.js';
import { exchangeAside } from './exchange.js';
import {
  type Method,
  type Name,
  type Originals,
  prototypeOf,
  type Replaceable,
} from './original-methods.js';

/** On a method that stands on a prototype. A registered symbol: what is bound twice would count a response twice. */
const BOUND = Symbol.for('aiolocals.bound/1');

/** Whether a method of a request or a response is one that stands on a prototype, whichever copy of the package bound it. */
export function isBound(emit: Method): boolean {
  return BOUND in emit;
}

/** Puts the bound methods on two prototypes, unless they are there; returns what takes them off again. */
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
    originals: originalsOf(prototype),
    ofRequest: exchangeAside,
    ofReply: exchangeAside,
    // To ask an object whose prototype was replaced costs more than to enter a context, on Node 20.
    isUnheard: () => false,
  });
}

/** What a method on `prototype` stands for: the one that it hides. Looked up at each call, as it would be without. */
function originalsOf(prototype: object): Originals {
  const own: Partial<Record<Name, PropertyDescriptor>> =
    Object.getOwnPropertyDescriptors(prototype);
  const had = (name: Name): Method | undefined => own[name]?.value as Method | undefined;
  const [emit, write, end] = [had('emit'), had('write'), had('end')];
  // To ask for it at each event would be dear.
  const above = prototypeOf(prototype);
  return {
    emit: () => emit ?? above.emit,
    write: () => write ?? above.write,
    end: () => end ?? above.end,
    rare: (_target, name) => had(name) ?? above[name],
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
