import { followHere } from './emit-followed.js';
import { apply, replaceMethod } from './replace-method.js';

type Handler = ((event: unknown) => unknown) | { handleEvent: (event: unknown) => unknown };

const ATTRIBUTES = ['onopen', 'onmessage', 'onerror', 'onclose'];

/**
 * By handler, the function that follows it, and the other way round. Each handler has one for all sockets, so that it
 * is found when it is removed.
 */
const followers = new WeakMap<object, object>();
const handlers = new WeakMap<object, object>();

/**
 * Makes the promises that handlers of a WebSocket return be followed: those of `addEventListener` and `onmessage`.
 * The listener that `ws` makes of a handler throws its result away.
 */
export function followHandlers(socket: object): void {
  for (const name of ['addEventListener', 'removeEventListener']) {
    replaceMethod(socket, name, (target, original, [type, handler, ...rest]) =>
      apply(original, target, [type, followerOf(handler), ...rest]),
    );
  }
  const prototype = Object.getPrototypeOf(socket) as object;
  for (const name of ATTRIBUTES) {
    Object.defineProperty(socket, name, {
      get(this: object) {
        const handler: unknown = Reflect.get(prototype, name, this);
        return isObject(handler) ? (handlers.get(handler) ?? handler) : handler;
      },
      set(this: object, handler: unknown) {
        Reflect.set(
          prototype,
          name,
          typeof handler === 'function' ? followerOf(handler) : handler,
          this,
        );
      },
      configurable: true,
    });
  }
}

function followerOf(handler: unknown): unknown {
  if (!isObject(handler) || handlers.has(handler)) return handler;
  let follower = followers.get(handler);
  if (follower === undefined) {
    follower = makeFollower(handler as Handler);
    followers.set(handler, follower);
    handlers.set(follower, handler);
  }
  return follower;
}

function makeFollower(handler: Handler): object {
  return function (this: unknown, event: unknown): void {
    if (typeof handler === 'function') {
      followHere(Reflect.apply(handler, this, [event]), handler);
    } else {
      const { handleEvent } = handler;
      followHere(Reflect.apply(handleEvent, handler, [event]), handleEvent);
    }
  };
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
