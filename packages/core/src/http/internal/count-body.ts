import type { ServerReply } from '../server-pair.js';
import type { Exchange } from './exchange.js';

const EMPTY = new Set([204, 304]);

/** Counts the bytes of the response body that a call of `write` or `end` with these arguments sends. */
export function countBody(
  { method }: Exchange,
  { statusCode }: ServerReply,
  [chunk, encoding]: readonly unknown[],
): number {
  if (EMPTY.has(statusCode) || method === 'HEAD') return 0;
  if (chunk instanceof Uint8Array) return chunk.byteLength;
  if (typeof chunk !== 'string') return 0;
  return Buffer.byteLength(
    chunk,
    typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8',
  );
}
