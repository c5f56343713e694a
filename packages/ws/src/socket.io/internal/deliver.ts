import type { Delivery } from '../../internal/delivery.js';
import { followed, followedEvents } from '../../internal/emit-followed.js';
import type { Method } from '../../internal/replace-method.js';
import type { IoSocket } from './shapes.js';

/**
 * Hands a message to the listeners of a socket, in its context, and follows what they return.
 *
 * socket.io calls listeners by arrays of the socket, and by `emit` of its base class. So its methods are called on
 * objects that inherit from the socket, and have these replaced. The socket stays as it is. Listeners get the socket
 * itself.
 *
 * @param onevent - The method of socket.io.
 */
export function deliver(
  socket: IoSocket,
  onevent: Method,
  args: readonly unknown[],
  delivery: Delivery,
): void {
  const view = Object.create(socket, {
    ...(socket._anyListeners !== undefined && {
      _anyListeners: {
        value: socket._anyListeners.map((listener) => followed(socket, listener, delivery)),
      },
    }),
    ack: { value: (id: unknown) => socket.ack(id) },
    dispatch: { value: (event: unknown[]) => dispatch(socket, event, delivery) },
  }) as object;
  try {
    delivery.context.enter(() => Reflect.apply(onevent, view, args));
  } finally {
    delivery.done();
  }
}

/** Runs the middlewares of a socket, and then its listeners. */
function dispatch(socket: IoSocket, event: unknown[], delivery: Delivery): void {
  delivery.hold();
  let isHeld = true;
  const view = Object.create(socket, {
    run: {
      value: (message: unknown[], callback: Method) =>
        run(socket, message, delivery, (...args) => {
          delivery.enter(callback, ...args);
          if (!isHeld) return;
          isHeld = false;
          // `callback` works at the next tick.
          process.nextTick(() => delivery.done());
        }),
    },
    _onerror: { value: (error: unknown) => socket._onerror(error) },
    _events: { get: () => followedEvents(socket, event[0], delivery) ?? socket._events },
  }) as object;
  Reflect.apply(socket.dispatch, view, [event]);
}

/** Runs the middlewares of a socket, each in the context of the message, wherever `next` is called. */
function run(socket: IoSocket, event: unknown[], delivery: Delivery, callback: Method): void {
  const fns = socket.fns.map((fn): Method => {
    const call = followed(socket, fn, delivery);
    return (...args) => delivery.enter(call, ...args);
  });
  const view = Object.create(socket, { fns: { value: fns } }) as object;
  Reflect.apply(socket.run, view, [event, callback]);
}
