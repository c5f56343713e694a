import { setupOf } from '@aiolocals/core/http';
import type { Policy } from '../../internal/policy.js';
import {
  apply,
  type Method,
  replaceMethod,
  type Replacement,
} from '../../internal/replace-method.js';
import { bindAdapter } from './bind-adapter.js';
import { bindIoSocket, type BoundSocket } from './bind-io-socket.js';
import type { IoSocket, Namespace } from './shapes.js';

/** The servers that are bound. */
const policies = new WeakMap<object, Policy>();

/** How many of the servers of a copy of socket.io are bound, and what undoes it, by the prototype of namespaces. */
const bound = new WeakMap<object, { count: number; readonly undo: readonly (() => void)[] }>();

/**
 * Makes the namespaces of a server open the context of each of their sockets. It replaces methods on their prototype,
 * because a client can ask for a new namespace at any time. Namespaces of other servers behave as before. Returns what
 * undoes it, or undefined if the server is bound already.
 */
export function bindNamespaces(
  io: { readonly sockets: object },
  policy: Policy,
): (() => void) | undefined {
  if (policies.has(io)) {
    warnBound();
    return undefined;
  }
  policies.set(io, policy);
  const prototype = Object.getPrototypeOf(io.sockets) as object;
  const entry = bound.get(prototype) ?? { count: 0, undo: replaceIn(prototype) };
  bound.set(prototype, entry);
  entry.count += 1;
  for (const namespace of namespacesOf(io)) bindAdapter(namespace.adapter);
  return () => {
    if (!policies.delete(io)) return;
    entry.count -= 1;
    if (entry.count > 0) return;
    bound.delete(prototype);
    for (const each of entry.undo) each();
  };
}

function warnBound(): void {
  process.emitWarning(
    '`bindIo` was called twice for one server: the options of the first call apply. Call it once, or undo the first one',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_IO_IS_BOUND' },
  );
}

function namespacesOf(io: object): Iterable<Namespace> {
  return (io as { readonly _nsps: ReadonlyMap<string, Namespace> })._nsps.values();
}

function replaceIn(prototype: object): readonly (() => void)[] {
  return [
    replaceMethod(prototype, 'run', run),
    // For a socket that reconnects: middlewares do not run again for it.
    replaceMethod(prototype, '_doConnect', connect),
    replaceMethod(prototype, '_initAdapter', (target, original, args) => {
      apply(original, target, args);
      if (policies.has((target as Namespace).server)) bindAdapter((target as Namespace).adapter);
    }),
  ];
}

function socketOf(namespace: object, socket: unknown): BoundSocket | undefined {
  const policy = policies.get((namespace as Namespace).server);
  return policy === undefined ? undefined : bindIoSocket(socket as IoSocket, policy);
}

/** Runs the middlewares of a namespace, each in the context of the socket, wherever `next` is called. */
const run: Replacement = (target, original, [socket, callback, ...rest]) => {
  const own = socketOf(target, socket);
  if (own === undefined) return apply(original, target, [socket, callback, ...rest]);
  const { connection, session } = own;
  const finish: Method = (...args) => {
    const result = connection.enter(callback as Method, ...args);
    // `callback` works at the next tick.
    process.nextTick(() => {
      if (Boolean(args[0]) || (socket as IoSocket).conn.readyState !== 'open') own.end();
    });
    return result;
  };
  const enter =
    (fn: Method): Method =>
    (...args) =>
      connection.enter(fn, ...args);
  const proceed = (): unknown => {
    const fns = (target as Namespace)._fns.map(enter);
    const view = Object.create(target, { _fns: { value: fns } }) as object;
    return connection.enter(() => Reflect.apply(original, view, [socket, finish, ...rest]));
  };
  const setup = setupOf(session.connection.context);
  if (setup === undefined) return proceed();
  void setup.then(proceed, (error: unknown) => finish(error));
  return undefined;
};

const connect: Replacement = (target, original, args) => {
  const own = socketOf(target, args[0]);
  if (own === undefined) return apply(original, target, args);
  const { connection, session } = own;
  const proceed = (): unknown => connection.enter(() => apply(original, target, args));
  const setup = setupOf(session.connection.context);
  if (setup === undefined) return proceed();
  void setup.then(proceed, ({ message }: Error) => {
    const socket = args[0] as IoSocket;
    socket._cleanup();
    socket._error({ message });
    own.end();
  });
  return undefined;
};
