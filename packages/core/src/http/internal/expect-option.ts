import { expected, isTimeout } from '../../internal/expect.js';

const SHORTEST_PATH = 16;
/** A token of RFC 9110. The check of `node:http` does not exist in runtimes without a server of Node. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Express and Koa pass a request to `contextMiddleware` itself if it was mounted and not called. */
export function expectNoRequest(options: unknown): void {
  if (typeof options !== 'object' || options === null) return;
  if (!('headers' in options && 'method' in options)) return;
  throw new TypeError(
    'Expected `options` to be an object of options, got a request; call `contextMiddleware` where you mount it: ' +
      '`app.use(contextMiddleware())`',
  );
}

export function expectTimeoutOrFunction(name: string, value: unknown): void {
  if (typeof value === 'function' || isTimeout(value)) return;
  throw expected(
    name,
    'a number of milliseconds, 0 or more, or a function that returns one',
    value,
  );
}

export function expectPathLength(name: string, value: unknown): void {
  const isLength = value === Infinity || Number.isSafeInteger(value);
  if (isLength && (value as number) >= SHORTEST_PATH) return;
  throw expected(
    name,
    `a whole number of characters, ${SHORTEST_PATH} or more, or Infinity`,
    value,
  );
}

export function expectHeader(name: string, value: unknown): void {
  if (value !== false && !isHeaderName(value))
    throw expected(name, 'the name of a header or false', value);
}

export function expectEcho(name: string, value: unknown): void {
  if (typeof value !== 'boolean' && !isHeaderName(value))
    throw expected(name, 'a boolean or the name of a header', value);
}

function isHeaderName(value: unknown): boolean {
  return typeof value === 'string' && TOKEN.test(value);
}
