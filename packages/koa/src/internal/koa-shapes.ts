import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the middleware uses of Koa's own context. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly originalUrl: string;
  readonly app: { readonly middleware: readonly unknown[] };
}
