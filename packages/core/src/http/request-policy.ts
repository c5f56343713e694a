import { validateHeaderName } from 'node:http';
import { expected, expectFunction, expectTimeout } from '../internal/expect.js';
import type { RequestOptions } from './request-options.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

const HEADER = 'X-Request-ID';

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
  if (typeof options !== 'object' || options === null) {
    throw expected(
      'options',
      'an object',
      options,
      'pass `{ header: "X-Request-ID" }`, or nothing',
    );
  }
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
  if (header !== false) expectHeaderName('header', header, 'the name of a header or false');
  if (typeof echo !== 'boolean')
    expectHeaderName('echo', echo, 'a boolean or the name of a header');
  if (timeout !== undefined) expectTimeout('timeout', timeout);
  for (const [name, fn] of Object.entries({ trust, validate, generate, setup, onClose })) {
    if (fn !== undefined) expectFunction(name, fn);
  }
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

function expectHeaderName(name: string, value: unknown, what: string): void {
  try {
    validateHeaderName(value as string);
  } catch {
    throw expected(name, what, value);
  }
}
