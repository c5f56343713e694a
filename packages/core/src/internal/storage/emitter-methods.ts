import { bindTo } from './bind-to.js';
import { storage } from './storage.js';

export type Listener = (...args: unknown[]) => unknown;
type Event = string | symbol;

/** The methods of an emitter that are replaced. The others reach the listeners through these. */
export const EMITTER_METHODS = [
  'on',
  'addListener',
  'prependListener',
  'once',
  'prependOnceListener',
  'off',
  'removeListener',
  'rawListeners',
] as const;

type Method = (this: EmitterMethods, event: Event, listener: Listener) => unknown;
type MethodName = Exclude<(typeof EMITTER_METHODS)[number], 'rawListeners'>;

/** An emitter, as far as it is replaced. */
export interface EmitterMethods extends Record<MethodName, Method> {
  rawListeners(this: EmitterMethods, event: Event): unknown[];
}

/** Makes a listener run where the code that adds it runs. */
const bindHere = (listener: Listener): Listener => bindTo(storage.getStore(), listener);

/**
 * Returns methods for an emitter that run each listener in the context in which it was added. Whoever looks at the
 * listeners sees no difference.
 *
 * @param bindListener - Binds a listener, instead of to the context that is current.
 */
export function boundEmitterMethods(
  emitter: EmitterMethods,
  bindListener: (listener: Listener) => Listener = bindHere,
): EmitterMethods {
  const { on, addListener, prependListener, off, removeListener, rawListeners } = emitter;
  /** The wrappers of listeners, without those of `once`, which a plain emitter shows too. */
  const wrapped = new WeakMap<Listener, Listener>();

  /** All wrappers. A method of a subclass may pass one on to another method, and raw listeners can be added again. */
  const wrappers = new WeakSet<Listener>();

  /** Node finds a wrapper by the `listener` that it carries. */
  const withContext = (fn: Listener, listener: Listener): Listener =>
    Object.assign(bindListener(fn), { listener });
  const wrap = (listener: Listener): Listener => {
    if (typeof listener !== 'function' || wrappers.has(listener)) return listener;
    const wrapper = withContext(listener, listener);
    wrapped.set(wrapper, listener);
    wrappers.add(wrapper);
    return wrapper;
  };
  // Node's own `once` removes the wrapper that it made, and would not find it inside another.
  const wrapOnce = (target: EmitterMethods, event: Event, listener: Listener): Listener => {
    if (typeof listener !== 'function') return listener;
    let fired = false;
    const wrapper = withContext(function (this: unknown, ...args) {
      if (fired) return undefined;
      target.removeListener(event, wrapper);
      fired = true;
      return Reflect.apply(listener, this, args);
    }, listener);
    wrappers.add(wrapper);
    return wrapper;
  };
  const unwrap = (listener: Listener): Listener => wrapped.get(listener) ?? listener;

  // They act on `this`, as those that they replace do: an object may inherit from the emitter, or copy its methods.
  return {
    on(event, listener) {
      return on.call(this, event, wrap(listener));
    },
    addListener(event, listener) {
      return addListener.call(this, event, wrap(listener));
    },
    prependListener(event, listener) {
      return prependListener.call(this, event, wrap(listener));
    },
    once(event, listener) {
      return on.call(this, event, wrapOnce(this, event, listener));
    },
    prependOnceListener(event, listener) {
      return prependListener.call(this, event, wrapOnce(this, event, listener));
    },
    // `removeAllListeners` removes what it finds, and `removeListener` events name what was removed.
    off(event, listener) {
      return off.call(this, event, unwrap(listener));
    },
    removeListener(event, listener) {
      return removeListener.call(this, event, unwrap(listener));
    },
    rawListeners(event) {
      return rawListeners.call(this, event).map((listener) => unwrap(listener as Listener));
    },
  };
}
