import type { Context } from '@aiolocals/core';
import { contextOfBound } from './internal/connection.js';

/**
 * Returns the context of a connection, or undefined if it has none. Useful to set what later messages are to see: a
 * message starts from the state that its connection has then.
 *
 * @param socket - A WebSocket that a server of `ws` has accepted, or the socket of a namespace of socket.io.
 *
 * @example
 * ```ts
 * import { Local } from '@aiolocals/core';
 * import { contextOf } from '@aiolocals/ws';
 * import type { WebSocket } from 'ws';
 *
 * const user = new Local<{ name: string }>({ name: 'nobody' });
 *
 * function signIn(socket: WebSocket, name: string): void {
 *   contextOf(socket)?.enter(() => {
 *     user.name = name;
 *   });
 * }
 * ```
 */
export function contextOf(socket: object): Context | undefined {
  return contextOfBound(socket);
}
