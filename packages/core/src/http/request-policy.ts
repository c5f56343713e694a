import { validateHeaderName } from 'node:http';
import { optionsChecker } from '../internal/check-options.js';
import { expected, expectFunction, expectTimeout } from '../internal/expect.js';
import type { RequestOptions } from './request-options.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

const HEADER = 'X-Request-ID';

const checkOptions = optionsChecker('contextMiddleware', {
  header: expectHeader,
  echo: expectEcho,
  timeout: expectTimeout,
  trust: expectFunction,
  validate: expectFunction,
  generate: expectFunction,
  setup: expectFunction,
  onClose: expectFunction,
});

/** Options of {@link RequestOptions} that were checked, with their defaults. */
export interface RequestPolicy {
  /** In lower case, as `request.headers` has it. */
  readonly header: string | undefined;
  readonly echo: string | undefined;
  readonly trust: ((request: ServerRequest) => boolean) | undefined;
  readonly validate: ((id: string) => boolean) | undefined;
  readonly generate: ((request: ServerRequest) => string) | undefined;
  readonly timeout: number | undefined;
  readonly setup: ((request: ServerRequest, reply: ServerReply) => void) | undefined;
  readonly onClose: RequestOptions['onClose'];
}

/**
 * Checks options and fills in their defaults: once, when a middleware is made.
 *
 * @throws TypeError if an option is not what it should be.
 *
 * @example
 * ```ts
 * import { requestPolicy } from '@aiolocals/core/http';
 *
 * const policy = requestPolicy({ header: 'X-Correlation-ID', timeout: 30_000 });
 * ```
 */
export function requestPolicy<Request extends ServerRequest, Reply extends ServerReply>(
  options: RequestOptions<Request, Reply> = {},
): RequestPolicy {
  checkOptions(options);
  const {
    header = HEADER,
    echo = true,
    timeout,
    trust,
    validate,
    generate,
    setup,
    onClose,
  } = options;
  const echoed = echo === true ? header || HEADER : echo || undefined;
  return {
    header: header === false ? undefined : header.toLowerCase(),
    echo: echoed,
    timeout: timeout === Infinity ? undefined : timeout,
    validate,
    onClose,
    // The types of the request and the reply are the framework's: it is what calls the middleware.
    trust: trust as RequestPolicy['trust'],
    generate: generate as RequestPolicy['generate'],
    setup: setup as RequestPolicy['setup'],
  };
}

function expectHeader(name: string, value: unknown): void {
  if (value !== false && !isHeaderName(value))
    throw expected(name, 'the name of a header or false', value);
}

function expectEcho(name: string, value: unknown): void {
  if (typeof value !== 'boolean' && !isHeaderName(value))
    throw expected(name, 'a boolean or the name of a header', value);
}

function isHeaderName(value: unknown): boolean {
  try {
    validateHeaderName(value as string);
    return true;
  } catch {
    return false;
  }
}
