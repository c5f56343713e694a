import type { ServerResponse } from 'node:http';

type WriteHead = (this: ServerResponse, ...args: unknown[]) => unknown;

/** Sends a header that is set now even if it is removed before: Koa removes all headers when it answers an error. */
export function keepHeader(response: ServerResponse, name: string): void {
  const value = response.getHeader(name);
  if (value === undefined || response.headersSent) return;
  const writeHead = response.writeHead as WriteHead;
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    if (!this.headersSent && !this.hasHeader(name)) this.setHeader(name, value);
    return Reflect.apply(writeHead, this, args) as ServerResponse;
  };
}
