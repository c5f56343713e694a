import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestSummary } from './request-summary.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

/**
 * How the contexts of requests are opened.
 *
 * A request may come through several middlewares. The first one opens its context. Of the later ones, `setup` runs, then
 * `onClose`, and a `timeout` that is shorter than what is left applies. The other options cannot apply any more: if they
 * ask for something else than the first one did, a warning says so once.
 *
 * `trust`, `validate`, `generate` and `timeout` must return their result at once. If one of them throws, or returns a
 * promise or anything else that it should not, the request goes on without it, and a warning says so once.
 */
export interface RequestOptions<
  Request extends ServerRequest = IncomingMessage,
  Reply extends ServerReply = ServerResponse,
> {
  /**
   * The header that carries the id of the request. `false` ignores inbound ids.
   *
   * @default 'X-Request-ID'
   * @example `{ header: 'X-Correlation-ID' }`
   */
  readonly header?: string | false;
  /**
   * Returns whether to honour the id that a request carries.
   *
   * @default The ids of all requests are honoured.
   * @example `{ trust: (req) => req.socket.remoteAddress === '10.0.0.1' }`
   */
  readonly trust?: (request: Request) => boolean;
  /**
   * Returns whether an inbound id is acceptable. It is not asked about ids that are not 1 to 1024 visible ASCII
   * characters: those are never accepted.
   *
   * @default `^[A-Za-z0-9._:+/=@-]{1,128}$` has to match.
   * @example `{ validate: (id) => /^[0-9a-f]{32}$/.test(id) }`
   */
  readonly validate?: (id: string) => boolean;
  /**
   * Returns the id of a request that carries none to be honoured: 1 to 1024 visible ASCII characters.
   *
   * @default `REQ` and 20 random hexadecimal digits.
   * @example `{ generate: () => crypto.randomUUID() }`
   */
  readonly generate?: (request: Request) => string;
  /**
   * Whether the response carries the id: `true` in the header that carries it in (or `X-Request-ID`), a string in the
   * header of that name.
   *
   * @default true
   * @example `{ echo: false }`
   */
  readonly echo?: boolean | string;
  /**
   * Milliseconds from now until the deadline of the request's context; or a function that returns them for a request,
   * or undefined for no deadline of its own. The function runs in the context, in which `request.id` is set.
   *
   * When the deadline passes, the context is cancelled: its `signal` aborts. It does not answer the request, and it does
   * not stop code that does not look at the signal. The guide shows how to answer with 503.
   *
   * @default No deadline.
   * @example `{ timeout: 30_000 }`
   * @example `{ timeout: (req) => (req.url?.startsWith('/reports') ? 120_000 : 5_000) }`
   */
  readonly timeout?: number | ((request: Request) => number | undefined);
  /**
   * The most milliseconds until the deadline, whatever `timeout` returns. Useful if the client may choose.
   *
   * @default Infinity
   * @example `{ timeout: (req) => Number(req.headers['x-timeout'] ?? 1_000), maxTimeout: 30_000 }`
   */
  readonly maxTimeout?: number;
  /**
   * How many characters `request.path` may have, 16 or more. A longer path is cut, and ends in `...`.
   *
   * @default 1024
   * @example `{ maxPathLength: 4096 }`
   */
  readonly maxPathLength?: number;
  /**
   * Runs first in the request's context. Useful to fill other Locals, such as the tenant. If it returns a promise, the
   * adapter waits for it before it calls the next handler. What it throws or rejects with is handled as if a handler had
   * failed.
   *
   * @default Nothing runs.
   * @example `{ setup: async (req) => { tenant.name = await tenantOf(req.headers.host); } }`
   */
  readonly setup?: (request: Request, reply: Reply) => unknown;
  /**
   * Runs last in the request's context, when the response has closed. Useful for an access line. Nothing waits for a
   * promise that it returns: a warning says so once. Start what takes time with `wrapAsync`.
   *
   * @default Nothing runs.
   * @example `{ onClose: ({ status, duration }) => histogram.record(duration, { status }) }`
   */
  readonly onClose?: (summary: RequestSummary) => void;
}
