import type { IncomingMessage } from 'node:http';
import type { Emitter } from '../../internal/emit-followed.js';
import type { Method } from '../../internal/replace-method.js';

/** What is used of a connection of engine.io. */
export interface Conn {
  /** A session of WebTransport has none. */
  readonly request?: IncomingMessage | null;
  readonly readyState: string;
}

/** What is used of a namespace. */
export interface Namespace {
  readonly server: object;
  readonly adapter: object;
  readonly _fns: readonly Method[];
}

/** What is used of the socket of a namespace. */
export interface IoSocket extends Emitter {
  readonly conn: Conn;
  readonly fns: readonly Method[];
  readonly _anyListeners?: readonly Method[];
  readonly ack: Method;
  readonly dispatch: Method;
  readonly run: Method;
  readonly _onerror: Method;
  readonly _error: Method;
  readonly _cleanup: Method;
}

export interface Packet {
  readonly data: unknown[];
}
