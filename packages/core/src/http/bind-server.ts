import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Http2SecureServer, Http2Server } from 'node:http2';
import type { Server as SecureServer } from 'node:https';
import { expected } from '../internal/expect.js';
import { isExtensibleEmitter } from '../internal/storage/is-emitter.js';
import { bindRequestsOf } from './internal/server/server-binding.js';
import type { RequestOptions } from './request-options.js';
import { policyFor } from './request-policy.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

/** A server of `node:http`, `node:https` or `node:http2`. */
export type BindableServer = Server | SecureServer | Http2Server | Http2SecureServer;

/**
 * Gives each request of a server its own context, whatever framework handles it. Every listener of the server runs in
 * the context of the request that it is called for: of `request`, `checkContinue`, `checkExpectation`, `upgrade`,
 * `connect` and `stream`. So do listeners on the connection, for the request that is underway on it, and those of
 * `clientError` and `timeout`. What the server does stays the same.
 *
 * Call it before or after `listen`. Requests that have begun by then are not opened. Middlewares of these packages join
 * the context. So does a further call for the same server: of its options, `setup`, `onClose` and a shorter `timeout`
 * apply.
 *
 * If `setup` returns a promise, the listeners are called when that is fulfilled. If `setup` fails, the request is
 * answered with 500, the listeners are not called, and a warning says so once.
 *
 * With the stream API of HTTP/2, functions of the options get the stream in place of the response, and a request that
 * has `headers`, `method`, `url` and `stream`.
 *
 * @returns A function that undoes it. Requests that are open stay open.
 * @throws TypeError if `server` is no such server, or if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { request } from '@aiolocals/core';
 * import { bindServer } from '@aiolocals/core/http';
 *
 * const server = createServer((_req, res) => res.end(request.id));
 * bindServer(server, { timeout: 30_000 });
 * server.listen(3000);
 * ```
 */
export function bindServer<
  Request extends ServerRequest = IncomingMessage,
  Reply extends ServerReply = ServerResponse,
>(server: BindableServer, options: RequestOptions<Request, Reply> = {}): () => void {
  if (!isServer(server)) throw noServer(server);
  return bindRequestsOf(server, policyFor('bindServer', options));
}

/** By what it can do: a framework has servers of a class of its own. */
function isServer(server: unknown): boolean {
  return (
    isExtensibleEmitter(server) && typeof (server as Partial<Server>).setTimeout === 'function'
  );
}

function noServer(server: unknown): TypeError {
  return expected(
    'server',
    'a server of node:http, node:https or node:http2',
    server,
    'of an app, pass what `app.listen()` returned, or `createServer(app)`',
  );
}
