import type { ServerReply } from '../server-pair.js';
import type { Exchange } from './exchange.js';

/**
 * Puts the id on a response whose head is about to be written, unless it is among the headers that `writeHead` is called with,
 * or was set before. The framework passes it among its own headers. Code that writes the head without the framework
 * does not.
 */
export function echoLate(
  reply: ServerReply,
  { id, policy: { echo, echoKey } }: Exchange,
  args: readonly unknown[],
): void {
  const [, second, third] = args;
  const headers = typeof second === 'string' ? third : second;
  if (typeof headers === 'object' && headers !== null && (echoKey as string) in headers) return;
  if (reply.headersSent || reply.hasHeader(echo as string)) return;
  reply.setHeader(echo as string, id);
}
