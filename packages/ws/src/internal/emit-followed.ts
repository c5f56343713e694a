import type { Delivery } from './delivery.js';
import type { Method } from './replace-method.js';

interface Emitter {
  readonly _events?: Readonly<Record<string, Method | readonly Method[] | undefined>>;
}

/** The delivery whose listener runs now: for handlers whose result their emitter throws away. */
let current: Delivery | undefined;

/** Keeps the context of the delivery that is being made open until what a handler returned has settled. */
export function followHere(result: unknown): void {
  current?.follow(result);
}

/**
 * Emits an event, and follows what its listeners return.
 *
 * The emitter itself throws the results away. So `emit` sees, in place of its listeners of this event, functions that
 * call them. It sees them on an object that inherits from the emitter, which stays as it is: a listener that looks at the
 * emitter, or removes itself, notices nothing.
 *
 * @param emit - Calls the `emit` of `EventEmitter` on its `this`.
 */
export function emitFollowed(
  emitter: object,
  emit: Method,
  args: readonly unknown[],
  delivery: Delivery,
): unknown {
  return Reflect.apply(emit, viewOf(emitter, String(args[0]), delivery), args);
}

/** Returns an object that inherits from an emitter, and whose listeners of an event are followed. */
export function viewOf(emitter: object, event: string, delivery: Delivery): object {
  const { _events: events } = emitter as Emitter;
  const held = events?.[event];
  if (held === undefined) return emitter;
  const follow = (listener: Method): Method => followed(emitter, listener, delivery);
  const value = {
    __proto__: null,
    [event]: typeof held === 'function' ? follow(held) : held.map(follow),
  };
  return Object.create(emitter, { _events: { value, writable: true } }) as object;
}

/** Returns a function that calls a listener for its emitter, and follows what that returns. */
export function followed(emitter: object, listener: Method, delivery: Delivery): Method {
  return (...args) => {
    const outer = current;
    current = delivery;
    try {
      return delivery.follow(Reflect.apply(listener, emitter, args));
    } finally {
      current = outer;
    }
  };
}
