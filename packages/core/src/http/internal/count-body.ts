import type { ServerReply } from '../server-pair.js';

const EMPTY = new Set([204, 304]);

/** How many bytes of the response body a call of `write` or `end` with these arguments is. */
export function countBody(reply: ServerReply, [chunk, encoding]: readonly unknown[]): number {
  if (EMPTY.has(reply.statusCode) || reply.req.method === 'HEAD') return 0;
  if (chunk instanceof Uint8Array) return chunk.byteLength;
  if (typeof chunk !== 'string') return 0;
  return Buffer.byteLength(
    chunk,
    typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8',
  );
}
