import type { Delivery } from './delivery.js';
import { apply, type Method } from './replace-method.js';

/** An EventEmitter, with what it keeps its listeners in. */
export interface Emitter {
  readonly emit: Method;
  readonly _events?: Readonly<Record<string, Method | readonly Method[] | undefined>>;
}

/** The delivery whose listener runs now: for handlers whose result their emitter throws away. */
let current: Delivery | undefined;

/** Keeps the context of the delivery that is being made open until what a handler returned has settled. */
export function followHere(result: unknown, handler: unknown): void {
  current?.follow(result, handler);
}

/**
 * Emits an event, and follows what its listeners return.
 *
 * The emitter itself throws the results away. So `emit` is called on an object that inherits from the emitter, where
 * functions of ours stand in for the listeners of this event and call them. The emitter stays as it is: a listener that
 * looks at it, or removes itself, sees no difference.
 *
 * @param emit - Calls the `emit` of `EventEmitter` on its `this`.
 */
export function emitFollowed(
  emitter: Emitter,
  emit: Method,
  args: readonly unknown[],
  delivery: Delivery,
): unknown {
  const value = followedEvents(emitter, args[0], delivery);
  if (value === undefined) return apply(emit, emitter, args);
  const view = Object.create(emitter, {
    _events: { value, configurable: true },
    // An emitter that captures rejections emits them later, as errors.
    emit: {
      value: (...error: unknown[]) => apply(emitter.emit, emitter, error),
    },
  }) as object;
  try {
    return apply(emit, view, args);
  } finally {
    Reflect.deleteProperty(view, '_events');
  }
}

/** Returns what is to stand for the listeners of an event, which are followed; undefined if there are none. */
export function followedEvents(
  emitter: Emitter,
  event: unknown,
  delivery: Delivery,
): object | undefined {
  const name = String(event);
  // Another class of emitters keeps them elsewhere.
  const held = emitter._events?.[name];
  if (held === undefined) return undefined;
  const follow = (listener: Method): Method => followed(emitter, listener, delivery);
  return {
    __proto__: null,
    [name]: typeof held === 'function' ? follow(held) : held.map(follow),
  };
}

/** Returns a function that calls a listener for its emitter, and follows what that returns. */
export function followed(emitter: object, listener: Method, delivery: Delivery): Method {
  return (...args) => {
    const outer = current;
    current = delivery;
    try {
      return delivery.follow(Reflect.apply(listener, emitter, args), listener);
    } finally {
      current = outer;
    }
  };
}
