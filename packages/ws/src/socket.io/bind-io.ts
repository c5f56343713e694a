import { expected } from '@aiolocals/core/options';
import type { ConnectionOptions } from '../connection-options.js';
import { policyMaker } from '../internal/policy.js';
import { apply, replaceMethod } from '../internal/replace-method.js';
import { bindEngine } from './internal/bind-engine.js';
import { bindNamespaces } from './internal/bind-namespaces.js';

/** The arguments of a message: the event and what the client sent with it. */
type Message = [event: string, ...args: unknown[]];

/** How the contexts of connections and of their messages are opened. */
export type IoOptions = ConnectionOptions<Message>;

/** What is used of a server of socket.io. */
export interface BindableIo {
  readonly sockets: object;
  bind(...args: never[]): unknown;
}

const policyOf = policyMaker<Message>('bindIo');

/**
 * Gives each connection of a server of socket.io its own context, each socket of a namespace a child of it, and each
 * message a child of that. Connections that are open already get none.
 *
 * The context of a connection starts with empty state. It has the id that the first request carries or a new one,
 * whether that is a WebSocket or a long poll, and closes when the connection does. The context of a socket opens before the
 * middlewares of its namespace, and closes after the listeners of `disconnect`.
 *
 * A message starts from the state of its socket, and keeps to itself what it sets. Its context closes when its
 * middlewares are through and its listeners have returned, and the promises that they returned have settled.
 *
 * @param options - `setup` runs once for each connection, before the middlewares of its first namespace.
 * @returns A function that undoes it. Connections that are open keep their contexts.
 * @throws TypeError if `io` is no server of socket.io 4, or an option is not what it should be.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { bindIo } from '@aiolocals/ws/socket.io';
 * import { Server } from 'socket.io';
 *
 * const io = new Server(3000);
 * bindIo(io, { message: { timeout: 5_000 } });
 * io.on('connection', (socket) => {
 *   socket.on('chat', (text: string) => console.log(request.id, text));
 * });
 * ```
 */
export function bindIo(io: BindableIo, options: IoOptions = {}): () => void {
  expectIo(io);
  const policy = policyOf(options);
  const unbind = bindNamespaces(io, policy);
  if (unbind === undefined) return () => {};
  const undo = [
    unbind,
    // It is called when a server of HTTP, or another engine, is attached.
    replaceMethod(io, 'bind', (target, original, args) => {
      undo.push(bindEngine(args[0], policy));
      return apply(original, target, args);
    }),
    bindEngine((io as { readonly engine?: unknown }).engine, policy),
  ];
  return () => {
    for (const each of undo) each();
  };
}

function expectIo(io: unknown): void {
  const { sockets, bind } = Object(io) as Partial<BindableIo>;
  if (typeof sockets === 'object' && typeof bind === 'function') return;
  throw expected('io', 'a Server of socket.io 4', io);
}
