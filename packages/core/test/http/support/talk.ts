import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends text to a server, and returns what it sends until it closes the connection. */
export async function talk(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  return await text(socket);
}

/** The text of a request. */
export function get(id: string, lines: readonly string[] = [], path = '/'): string {
  const head = [`GET ${path} HTTP/1.1`, 'Host: x', `X-Request-ID: ${id}`, ...lines];
  return `${head.join('\r\n')}\r\n\r\n`;
}

export const LAST = 'Connection: close';
