import type { RequestOptions } from '../http/request-options.js';

type SharedOptions = Pick<
  RequestOptions,
  'header' | 'validate' | 'echo' | 'maxTimeout' | 'maxPathLength' | 'onClose'
>;

/**
 * How `contextFetch` opens the contexts of requests. The options are those of the middlewares. Their functions get what
 * the handler gets: the `Request`, and what the platform passes besides, such as `env` and `ctx` of a Worker.
 */
export interface FetchOptions<
  WebRequest extends Request = Request,
  Rest extends readonly unknown[] = readonly unknown[],
> extends SharedOptions {
  /**
   * Returns whether to honour the id that a request carries.
   *
   * @default The ids of all requests are honoured.
   * @example `{ trust: (request) => request.headers.get('x-gateway-key') === key }`
   */
  readonly trust?: (request: WebRequest, ...rest: Rest) => boolean;
  /**
   * Returns the id of a request that carries none to be honoured: 1 to 1024 visible ASCII characters.
   *
   * @default `REQ` and 20 random hexadecimal digits.
   * @example `{ generate: () => crypto.randomUUID() }`
   */
  readonly generate?: (request: WebRequest, ...rest: Rest) => string;
  /**
   * Milliseconds from now until the deadline of the request's context; or a function that returns them for a request,
   * or undefined for no deadline of its own. When the deadline passes, `signal` of the context aborts.
   *
   * @default No deadline.
   * @example `{ timeout: 30_000 }`
   */
  readonly timeout?: number | ((request: WebRequest, ...rest: Rest) => number | undefined);
  /**
   * Runs first in the request's context. If it returns a promise, the handler is called when that is fulfilled. What it
   * throws or rejects with is handled as if the handler had failed.
   *
   * @default Nothing runs.
   * @example `{ setup: (request) => { tenant.name = new URL(request.url).hostname; } }`
   */
  readonly setup?: (request: WebRequest, ...rest: Rest) => unknown;
}
