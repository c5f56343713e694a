import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestSummary } from './request-summary.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

/** How the contexts of requests are opened. */
export interface RequestOptions<
  Request extends ServerRequest = IncomingMessage,
  Reply extends ServerReply = ServerResponse,
> {
  /** The header that brings the id of the request; `false` ignores inbound ids. `X-Request-ID` by default. */
  readonly header?: string | false;
  /** Whether to honour the id that this request brings. By default everybody's is. */
  readonly trust?: (request: Request) => boolean;
  /**
   * Whether an inbound id is acceptable. By default `^[A-Za-z0-9._:+/=@-]{1,128}$`. What is not 1 to 1024 visible
   * ASCII characters is refused without asking.
   */
  readonly validate?: (id: string) => boolean;
  /** Makes the id of a request that brings none. By default `REQ` and 20 random hex digits. */
  readonly generate?: (request: Request) => string;
  /**
   * Whether the response carries the id: `true` in the header that brings it (or `X-Request-ID`), a string in that
   * header. `true` by default.
   */
  readonly echo?: boolean | string;
  /** Milliseconds until the deadline of the request's context. None by default. */
  readonly timeout?: number;
  /** Runs first in the request's context. Useful to fill other Locals, such as the tenant. */
  readonly setup?: (request: Request, reply: Reply) => void;
  /** Runs last in the request's context, when the response has closed. Useful for an access line. */
  readonly onClose?: (summary: RequestSummary) => void;
}
