import type { AnyTransport, Callback, WriteRequest } from '../winston/shapes.js';

/** Requests and writes that a transport has begun and that its stream knows nothing of. */
const underway = new WeakMap<AnyTransport, number>();

/** Whether the transport is still at something that its stream takes for done. */
export function isUnderway(transport: AnyTransport): boolean {
  return (underway.get(transport) ?? 0) > 0;
}

/** The stream counts a line that it offered with others as written, although the transport may be at it for long. */
export function followLine(transport: AnyTransport, request: WriteRequest): void {
  const { callback } = request;
  const end = begin(transport);
  let called = false;
  request.callback = (...args) => {
    if (called) return;
    called = true;
    end();
    callback(...args);
  };
}

/** An Http transport is done with a line when the request has begun. What makes the request depends on its age. */
export function followRequests(transport: AnyTransport): void {
  const name = typeof transport._doRequest === 'function' ? '_doRequest' : '_request';
  const send = transport[name];
  if (typeof send !== 'function') return;
  transport[name] = (...args) => {
    const end = begin(transport);
    const answer = args.findIndex((arg) => typeof arg === 'function');
    const callback = args[answer] as ((...results: unknown[]) => unknown) | undefined;
    args[answer === -1 ? args.length : answer] = (...results: unknown[]) => {
      end();
      return callback?.(...results);
    };
    return send.apply(transport, args);
  };
}

/**
 * Makes what gives the transport its callback for a line. A line that was written before `log` came back is done at
 * once: a stream would wait for the next tick, at a seventh of the cost of the line. winston's transports do the same
 * for lines that are below their level.
 */
export function completion(transport: AnyTransport): (written: Callback) => Callback {
  let known: Callback | undefined;
  let complete: Callback | undefined;
  let nobody: unknown;
  return (written) => {
    // A stream has one function for all of its lines.
    if (complete !== undefined && written === known) return complete;
    known = written;
    complete = (error) => {
      const { _writableState: state } = transport;
      const { writecb: told } = state;
      // What the stream has for writes that nobody asked to be told of, as a logger's own are.
      if (told !== nobody && told?.name === 'nop') nobody = told;
      // Whoever waits for the end of a write, an error or room expects to be told later.
      if (told === nobody && !error && !state.needDrain) state.sync = false;
      written(error);
    };
    return complete;
  };
}

function begin(transport: AnyTransport): () => void {
  underway.set(transport, (underway.get(transport) ?? 0) + 1);
  let done = false;
  return () => {
    if (done) return;
    done = true;
    underway.set(transport, (underway.get(transport) ?? 1) - 1);
  };
}
