import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the middleware uses of Koa's own context. */
export interface KoaContext {
  readonly req: IncomingMessage;
  /** Libraries for WebSockets make a ctx without a response. */
  readonly res?: ServerResponse | undefined;
  readonly originalUrl: string;
  readonly app: object;
}

type Handle = (ctx: KoaContext) => Promise<unknown>;
export type OnError = (this: KoaContext, error: unknown) => void;

/** What the middleware uses of an app. */
export interface KoaApp {
  /** What all ctx of the app have as their prototype, and where the app may put an error handler of its own. */
  readonly context: { onerror: OnError };
  /** In the order in which it calls them; applications may change it at any time. */
  readonly middleware: readonly object[];
  /** Koa calls it for each request: it runs the middleware, and sends the response when that is done. */
  handleRequest: (this: KoaApp, ctx: KoaContext, handle: Handle) => Promise<unknown>;
}

/** Whether a ctx says that an app of Koa made it: applications may put anything at `ctx.app`. */
export function isApp(value: unknown): value is KoaApp {
  const { handleRequest, context, middleware } = (value ?? {}) as Partial<KoaApp>;
  return (
    typeof handleRequest === 'function' &&
    typeof context?.onerror === 'function' &&
    Array.isArray(middleware)
  );
}
