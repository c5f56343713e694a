import { type CheckOptions, optionsChecker } from '../internal/check-options.js';
import { expectFunction, expectTimeout } from '../internal/expect.js';
import {
  expectEcho,
  expectHeader,
  expectNoRequest,
  expectPathLength,
  expectTimeoutOrFunction,
} from './internal/expect-option.js';
import { summaries } from './internal/summaries.js';
import type { RequestOptions } from './request-options.js';
import type { ServerReply, ServerRequest } from './server-pair.js';

const HEADER = 'X-Request-ID';
const LONGEST_PATH = 1024;

/** The options whose effect is decided when a request is opened. */
export const CHOSEN_AT_OPENING = [
  'header',
  'echo',
  'trust',
  'validate',
  'generate',
  'maxPathLength',
] as const;

const CHECKS = {
  header: expectHeader,
  echo: expectEcho,
  timeout: expectTimeoutOrFunction,
  maxTimeout: expectTimeout,
  maxPathLength: expectPathLength,
  trust: expectFunction,
  validate: expectFunction,
  generate: expectFunction,
  setup: expectFunction,
  onClose: expectFunction,
};

/** By owner: what takes the options. */
const checkers = new Map<string, CheckOptions>();

function checkOptions(owner: string, options: object): void {
  let check = checkers.get(owner);
  if (check === undefined) checkers.set(owner, (check = optionsChecker(owner, CHECKS)));
  check(options);
}

/** Options of {@link RequestOptions} that were checked, with their defaults. */
export interface RequestPolicy {
  /** What takes the options, for messages. */
  readonly owner: string;
  /** In lower case, as `request.headers` has it. */
  readonly header: string | undefined;
  readonly echo: string | undefined;
  /** The same in lower case. */
  readonly echoKey: string | undefined;
  readonly trust: ((request: ServerRequest) => boolean) | undefined;
  readonly validate: ((id: string) => boolean) | undefined;
  readonly generate: ((request: ServerRequest) => string) | undefined;
  /** Not more than `maxTimeout` if it is a number. */
  readonly timeout: number | ((request: ServerRequest) => number | undefined) | undefined;
  readonly maxTimeout: number | undefined;
  readonly maxPathLength: number;
  readonly setup: ((request: ServerRequest, reply: ServerReply) => unknown) | undefined;
  readonly onClose: RequestOptions['onClose'];
  /** The options that were given and not left to their defaults. */
  readonly given: readonly string[];
  /** Whether any of its options applies to a request that is open already. */
  readonly isJoining: boolean;
}

/**
 * Checks options and fills in their defaults: once, when a middleware is made.
 *
 * @param owner - What takes the options, as messages are to name it.
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
  owner: string = 'contextMiddleware',
): RequestPolicy {
  expectNoRequest(options);
  return policyFor(owner, options);
}

/**
 * Checks options and fills in their defaults.
 *
 * @param owner - What takes the options, for messages.
 */
export function policyFor<Request extends ServerRequest, Reply extends ServerReply>(
  owner: string,
  options: RequestOptions<Request, Reply>,
): RequestPolicy {
  checkOptions(owner, options);
  const {
    header = HEADER,
    echo = true,
    timeout,
    maxTimeout = Infinity,
    maxPathLength = LONGEST_PATH,
    trust,
    validate,
    generate,
    setup,
    onClose,
  } = options;
  const echoed = echo === true ? header || HEADER : echo || undefined;
  const given = CHOSEN_AT_OPENING.filter((name) => options[name] !== undefined);
  const limit =
    typeof timeout === 'function' ? timeout : finite(Math.min(timeout ?? Infinity, maxTimeout));
  if (onClose !== undefined) summaries.areWanted = true;
  return {
    owner,
    header: header === false ? undefined : header.toLowerCase(),
    echo: echoed,
    echoKey: echoed?.toLowerCase(),
    maxTimeout: finite(maxTimeout),
    maxPathLength,
    validate,
    onClose,
    given,
    isJoining:
      given.length > 0 || limit !== undefined || setup !== undefined || onClose !== undefined,
    // The framework calls the middleware, so it decides the types of the request and the reply.
    timeout: limit as RequestPolicy['timeout'],
    trust: trust as RequestPolicy['trust'],
    generate: generate as RequestPolicy['generate'],
    setup: setup as RequestPolicy['setup'],
  };
}

function finite(milliseconds: number): number | undefined {
  return milliseconds === Infinity ? undefined : milliseconds;
}
