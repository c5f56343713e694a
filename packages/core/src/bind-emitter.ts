import type { EventEmitter } from 'node:events';
import { expected } from './internal/expect.js';
import { share } from './internal/runtime/share.js';
import {
  boundEmitterMethods,
  EMITTER_METHODS,
  type EmitterMethods,
} from './internal/storage/emitter-methods.js';
import { missingMethods } from './internal/storage/is-emitter.js';

const undoOf = new WeakMap<object, () => void>();

/**
 * Makes each listener that is added to `emitter` from now on run in the context that it was added in, and not in the
 * context of whoever emits. Useful for an emitter that several units of work share, such as a connection.
 *
 * Everything else stays as it was: `off` finds a listener, `listeners` and `rawListeners` show it, `once` runs it once.
 * A second call for the same emitter changes nothing.
 *
 * @param emitter - An EventEmitter, or an object or function that has all of its methods, such as a client of ioredis or
 * knex. Emitters with fewer methods (eventemitter2, eventemitter3, mitt, an EventTarget) are refused: give each of them
 * `bind(listener)`.
 * @returns A function that undoes it. Listeners that were added in between keep their context.
 * @throws TypeError if `emitter` lacks a method of an EventEmitter, or if no property can be added to it.
 *
 * @example
 * ```ts
 * import { EventEmitter } from 'node:events';
 * import { bindEmitter } from '@aiolocals/core';
 *
 * const connection = new EventEmitter();
 * bindEmitter(connection);
 * ```
 */
export const bindEmitter: (emitter: EventEmitter) => () => void = share(
  'bindEmitter',
  (emitter) => {
    expectEmitter(emitter);
    const before = undoOf.get(emitter);
    if (before !== undefined) return before;

    const uninstall = install(emitter, boundEmitterMethods(emitter));
    const undo = (): void => {
      // A binding that was made after this one was undone has its own function.
      if (undoOf.get(emitter) !== undo) return;
      undoOf.delete(emitter);
      uninstall();
    };
    undoOf.set(emitter, undo);
    return undo;
  },
);

function expectEmitter(emitter: unknown): asserts emitter is EmitterMethods {
  const what = 'an EventEmitter, or to have all of its methods';
  const isObject = typeof emitter === 'object' ? emitter !== null : typeof emitter === 'function';
  if (!isObject) throw expected('emitter', what, emitter);
  const missing = missingMethods(emitter as object);
  if (missing.length > 0) {
    throw expected(
      'emitter',
      what,
      emitter,
      `it has no \`${missing.join('`, `')}\`: give it \`bind(listener)\` for each listener instead`,
    );
  }
  if (Object.isExtensible(emitter)) return;
  throw expected(
    'emitter',
    'extensible',
    emitter,
    'it is sealed or frozen: give it `bind(listener)` for each listener instead',
  );
}

/** Puts own methods on the emitter; returns a function that removes them again. */
function install(emitter: EmitterMethods, methods: EmitterMethods): () => void {
  const owned = EMITTER_METHODS.map((name) => Object.getOwnPropertyDescriptor(emitter, name));
  for (const name of EMITTER_METHODS) {
    Object.defineProperty(emitter, name, {
      value: methods[name],
      writable: true,
      configurable: true,
    });
  }
  return () => {
    EMITTER_METHODS.forEach((name, index) => {
      const descriptor = owned[index];
      if (descriptor === undefined) Reflect.deleteProperty(emitter, name);
      else Object.defineProperty(emitter, name, descriptor);
    });
  };
}
