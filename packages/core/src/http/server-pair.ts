import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request as a server of `node:http`, `node:https` or the compatibility API of `node:http2` hands it out. */
export type ServerRequest = IncomingMessage | Http2ServerRequest;

/** The response that belongs to a {@link ServerRequest}. */
export type ServerReply = ServerResponse | Http2ServerResponse;
