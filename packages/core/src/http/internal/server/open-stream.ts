import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Context } from '../../../types/context.js';
import { openRequest } from '../../open-request.js';
import type { RequestPolicy } from '../../request-policy.js';
import type { ServerReply, ServerRequest } from '../../server-pair.js';
import { exchangeOf } from '../exchange.js';
import { bindPushes, echoOnStream } from './bind-stream.js';

const REQUESTS = ['request', 'checkContinue', 'checkExpectation', 'connect'];

/** Whether the only listener for streams of a server is Node's own, which makes requests of them. */
export function isOnlyForRequests(server: EventEmitter): boolean {
  return (
    server.listenerCount('stream') === 1 &&
    REQUESTS.some((event) => server.listenerCount(event) > 0)
  );
}

/** Opens the context of a stream of HTTP/2 that has no request. The stream is in place of its response. */
export function openStream(
  stream: ServerHttp2Stream,
  headers: object,
  policy: RequestPolicy,
  joining: readonly RequestPolicy[],
): Context {
  const request = requestOf(stream, headers as IncomingHttpHeaders) as unknown as ServerRequest;
  const reply = stream as unknown as ServerReply;
  try {
    const context = openRequest(request, reply, policy);
    for (const other of joining) openRequest(request, reply, other);
    return context;
  } finally {
    const exchange = exchangeOf(stream);
    bindPushes(stream);
    // Also if a `setup` threw: that is answered.
    if (policy.echo !== undefined && exchange !== undefined)
      echoOnStream(stream, policy.echo, exchange.id);
  }
}

/** What the options see as the request. */
function requestOf(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): object {
  return {
    headers,
    httpVersion: '2.0',
    method: headers[':method'],
    socket: stream.session?.socket,
    stream,
    url: headers[':path'],
  };
}
