import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Http2SecureServer, Http2Server } from 'node:http2';
import type { Protocol } from './client.js';

/** A handler that needs no framework. Requests and responses of http2 have all that the cases use of these types. */
export type PlainHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What the cases of this package are mounted with: a function that puts a handler behind the adapter. */
export type Plain = (handler: PlainHandler) => void;

/** Something that serves requests, each in a context of its own. */
export interface Adapter<Mount = Plain> {
  /** What the table calls it, for example `koa 3.3.0`. */
  readonly name: string;
  readonly protocol: Protocol;
  /**
   * Makes a server that does not listen yet.
   *
   * @param mount - Puts code of a user into the server. Call it once, with what it needs for that: a function for the
   * cases of this package, or an app for cases of a framework.
   */
  readonly serve: (
    mount: (target: Mount) => void,
  ) => Promise<Server | Http2Server | Http2SecureServer>;
}
