import type { ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';

const TEXT = 'Internal Server Error';

/** Answers with 500 what an event of a server brought: a request and its response or its connection, or a stream. */
export function answerWith500([first, second]: readonly unknown[]): void {
  try {
    if (isStream(first)) answerStream(first);
    else if (isReply(second)) answerReply(second);
    else answerConnection(second as Duplex);
  } catch {
    // A response that somebody has begun, or a pair made by hand.
  }
}

function isStream(value: unknown): value is ServerHttp2Stream {
  return typeof (value as Partial<ServerHttp2Stream>).respond === 'function';
}

function isReply(value: unknown): value is ServerResponse {
  return typeof (value as Partial<ServerResponse>).writeHead === 'function';
}

function answerReply(reply: ServerResponse): void {
  if (reply.headersSent) reply.destroy();
  else reply.writeHead(500, { 'Content-Type': 'text/plain' }).end(TEXT);
}

function answerStream(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 500, 'content-type': 'text/plain' });
  stream.end(TEXT);
}

function answerConnection(connection: Duplex): void {
  connection.end(
    `HTTP/1.1 500 ${TEXT}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${TEXT.length}\r\n\r\n${TEXT}`,
  );
}
