import { EventEmitter } from 'node:events';
import { bindTo } from './internal/storage/bind-to.js';
import { expected } from './internal/expect.js';
import { share } from './internal/runtime/share.js';
import { storage } from './internal/storage/storage.js';

type Listener = (...args: unknown[]) => unknown;
type Event = string | symbol;

/** The methods of an emitter that are replaced. The others reach the listeners through these. */
interface Methods {
  on(event: Event, listener: Listener): unknown;
  addListener(event: Event, listener: Listener): unknown;
  prependListener(event: Event, listener: Listener): unknown;
  once(event: Event, listener: Listener): unknown;
  prependOnceListener(event: Event, listener: Listener): unknown;
  off(event: Event, listener: Listener): unknown;
  removeListener(event: Event, listener: Listener): unknown;
  rawListeners(event: Event): unknown[];
}

const undoOf = new WeakMap<EventEmitter, () => void>();

/**
 * Makes each listener that is added to `emitter` from now on run in the context that it was added in, and not in that
 * of whoever emits. Useful for an emitter that several units of work share, such as a connection.
 *
 * In all else the emitter behaves as before: `off` finds a listener, `listeners` and `rawListeners` show it, `once`
 * runs it once. Binding twice is binding once.
 *
 * @returns A function that undoes it. Listeners that were added meanwhile keep their context.
 * @throws TypeError if `emitter` is not an EventEmitter.
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
    if (!(emitter instanceof EventEmitter)) throw expected('emitter', 'an EventEmitter', emitter);
    const before = undoOf.get(emitter);
    if (before !== undefined) return before;

    const uninstall = install(emitter, boundMethods(emitter));
    const undo = (): void => {
      // Once: a binding that was made since is not its own.
      if (undoOf.get(emitter) !== undo) return;
      undoOf.delete(emitter);
      uninstall();
    };
    undoOf.set(emitter, undo);
    return undo;
  },
);

function boundMethods(emitter: EventEmitter): Methods {
  const { on, addListener, prependListener, off, removeListener, rawListeners } =
    emitter as unknown as Methods;
  /** The wrappers of listeners, without those of `once`, which a plain emitter shows too. */
  const wrapped = new WeakMap<Listener, Listener>();

  /** All wrappers. A method of a subclass may pass one on to another method, and raw listeners can be added again. */
  const wrappers = new WeakSet<Listener>();

  const wrap = (listener: Listener): Listener => {
    if (typeof listener !== 'function' || wrappers.has(listener)) return listener;
    const wrapper = withContext(listener, listener);
    wrapped.set(wrapper, listener);
    wrappers.add(wrapper);
    return wrapper;
  };
  // Node's own `once` removes the wrapper that it made, and would not find it inside another.
  const wrapOnce = (event: Event, listener: Listener): Listener => {
    if (typeof listener !== 'function') return listener;
    let fired = false;
    const wrapper = withContext(function (this: unknown, ...args) {
      if (fired) return undefined;
      emitter.removeListener(event, wrapper);
      fired = true;
      return Reflect.apply(listener, this, args);
    }, listener);
    wrappers.add(wrapper);
    return wrapper;
  };
  const unwrap = (listener: Listener): Listener => wrapped.get(listener) ?? listener;

  return {
    on: (event, listener) => on.call(emitter, event, wrap(listener)),
    addListener: (event, listener) => addListener.call(emitter, event, wrap(listener)),
    prependListener: (event, listener) => prependListener.call(emitter, event, wrap(listener)),
    once: (event, listener) => on.call(emitter, event, wrapOnce(event, listener)),
    prependOnceListener: (event, listener) =>
      prependListener.call(emitter, event, wrapOnce(event, listener)),
    // `removeAllListeners` removes what it finds, and `removeListener` events name what was removed.
    off: (event, listener) => off.call(emitter, event, unwrap(listener)),
    removeListener: (event, listener) => removeListener.call(emitter, event, unwrap(listener)),
    rawListeners: (event) =>
      rawListeners.call(emitter, event).map((listener) => unwrap(listener as Listener)),
  };
}

/** Node finds a wrapper by the `listener` that it carries. */
function withContext(fn: Listener, listener: Listener): Listener {
  return Object.assign(bindTo(storage.getStore(), fn), { listener });
}

/** Puts own methods on the emitter; returns what takes them off again. */
function install(emitter: EventEmitter, methods: Methods): () => void {
  const names = Object.keys(methods) as (keyof Methods)[];
  const owned = names.map((name) => Object.getOwnPropertyDescriptor(emitter, name));
  for (const name of names) {
    Object.defineProperty(emitter, name, {
      value: methods[name],
      writable: true,
      configurable: true,
    });
  }
  return () => {
    names.forEach((name, index) => {
      const descriptor = owned[index];
      if (descriptor === undefined) delete (emitter as Partial<EventEmitter>)[name];
      else Object.defineProperty(emitter, name, descriptor);
    });
  };
}
