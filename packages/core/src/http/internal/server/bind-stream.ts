import type { ServerHttp2Stream } from 'node:http2';
import { boundMethods } from '../bound-methods.js';
import { bindTimeouts } from '../bun-timeouts.js';
import { EXCHANGE, type Exchange, exchanges, type Marked } from '../exchange.js';
import { keepOwn, type Method, originalsOf, type StreamName } from '../original-methods.js';
import { rareMethods } from '../rare-methods.js';

const binding = {
  find: (message: object) => (message as Marked)[EXCHANGE],
  asksListeners: true,
};
const { emit } = boundMethods(binding).request;
const { write, end, pushStream } = rareMethods(binding).stream;

/** Which argument has the headers. */
const RESPONDING = [
  ['respond', 0],
  ['respondWithFile', 1],
  ['respondWithFD', 1],
] as const;

/** A raw stream of HTTP/2, or what the compatibility API makes of it. */
type Target = Marked & Partial<Record<'emit' | 'write' | 'end' | StreamName, unknown>>;

/**
 * Makes events and callbacks of a raw stream of HTTP/2 run in the context of its request. Bytes are counted elsewhere.
 */
export function bindStream(stream: object, exchange: Exchange): void {
  const target = stream as Target;
  if (target[EXCHANGE] !== undefined) return;
  exchanges.areOnObjects = true;
  target[EXCHANGE] = exchange;
  keepOwn(target as never);
  target.emit = emit;
  if (typeof target.write === 'function') target.write = write;
  if (typeof target.end === 'function') target.end = end;
  bindTimeouts(stream, exchange.context);
  bindPushes(stream);
}

/** Binds what only a raw stream has: the callback of `pushStream`, and the events of the stream that is pushed. */
export function bindPushes(stream: object): void {
  const target = stream as Target;
  if (typeof target.pushStream !== 'function') return;
  target.pushStream = function (this: Marked, ...args: unknown[]): unknown {
    const exchange = this[EXCHANGE] as Exchange;
    const bound = args.map((arg) =>
      typeof arg === 'function' ? bindingPushed(arg as Method, exchange) : arg,
    );
    return Reflect.apply(pushStream, this, bound);
  };
}

function bindingPushed(callback: Method, exchange: Exchange): Method {
  return (error, pushed, ...rest) => {
    if (typeof pushed === 'object' && pushed !== null) bindStream(pushed, exchange);
    return callback(error, pushed, ...rest);
  };
}

/** Sends the id with the response of a raw stream, unless that has a header of this name. */
export function echoOnStream(stream: ServerHttp2Stream, header: string, id: string): void {
  const target = stream as unknown as Record<string, Method>;
  for (const [name, index] of RESPONDING) {
    target[name] = function (this: object, ...args: unknown[]) {
      const method = (originalsOf(this) as Record<string, Method>)[name] as Method;
      args[index] = withHeader(args[index], header.toLowerCase(), id);
      return Reflect.apply(method, this, args);
    };
  }
}

/** On a copy. Later versions of Node take headers as a flat list too. */
function withHeader(headers: unknown, header: string, id: string): unknown {
  if (Array.isArray(headers)) {
    const names = headers.filter((_, index) => index % 2 === 0);
    return names.some((name) => isSame(name, header)) ? headers : [...headers, header, id];
  }
  const given = headers ?? {};
  return Object.keys(given).some((name) => isSame(name, header))
    ? given
    : { ...given, [header]: id };
}

function isSame(name: unknown, header: string): boolean {
  return String(name).toLowerCase() === header;
}
