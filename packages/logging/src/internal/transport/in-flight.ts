import type { AnyTransport, WriteRequest } from '../winston/shapes.js';
import { noteFailure } from './failures.js';

/** By transport, the number of writes and requests that are on their way without its stream knowing. */
const inFlight = new WeakMap<AnyTransport, number>();

/** Whether the transport is still writing lines that its stream counts as written. */
export function hasInFlight(transport: AnyTransport): boolean {
  return (inFlight.get(transport) ?? 0) > 0;
}

/**
 * Counts a line until its callback is called. The stream counts a line that it passed on together with others as written
 * at once, but the transport can take long for it.
 */
export function countLine(transport: AnyTransport, request: WriteRequest): void {
  const { callback } = request;
  const end = begin(transport);
  let isCalled = false;
  request.callback = (...args) => {
    if (isCalled) return;
    isCalled = true;
    end();
    callback(...args);
  };
}

/**
 * Counts the requests of an Http transport until they are answered. The transport calls a line written as soon as its
 * request has begun. The name of the method that sends differs between versions.
 */
export function countRequests(transport: AnyTransport): void {
  const name = typeof transport._doRequest === 'function' ? '_doRequest' : '_request';
  const send = transport[name];
  if (typeof send !== 'function') return;
  transport[name] = (...args) => {
    const end = begin(transport);
    const found = args.findIndex((arg) => typeof arg === 'function');
    const index = found === -1 ? args.length : found;
    const callback = args[index] as ((...results: unknown[]) => unknown) | undefined;
    args[index] = (...results: unknown[]) => {
      end();
      // Of a status that is not 200, the transport warns.
      if (results[0]) noteFailure(transport);
      return callback?.(...results);
    };
    return send.apply(transport, args);
  };
}

/** Returns a method that does the same, and that counts as on its way until its callback is called. */
export function countCallbacks(
  transport: AnyTransport,
  method: (this: unknown, ...args: unknown[]) => unknown,
): (this: unknown, ...args: unknown[]) => unknown {
  return function (...args) {
    const end = begin(transport);
    const callback = args.at(-1);
    if (typeof callback !== 'function') return Reflect.apply(method, this, args);
    const counted = (...results: unknown[]): unknown => {
      end();
      if (results[0]) noteFailure(transport);
      return Reflect.apply(callback, undefined, results);
    };
    return Reflect.apply(method, this, [...args.slice(0, -1), counted]);
  };
}

/** Adds one; returns a function that takes it away again, once. */
export function begin(transport: AnyTransport): () => void {
  inFlight.set(transport, (inFlight.get(transport) ?? 0) + 1);
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    inFlight.set(transport, (inFlight.get(transport) ?? 1) - 1);
  };
}
