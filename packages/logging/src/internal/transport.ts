import type { Logform } from 'winston';
import { Context } from '@aiolocals/core';
import { type Captured, capturedOf } from './captured.js';
import type { Entry } from './entry.js';
import { begin } from './idle.js';
import { thrownText } from './read.js';
import { LEVEL, MESSAGE } from './symbols.js';
import { warnOnce } from './warn.js';
import type { AnyTransport, WriteRequest } from './winston.js';

type Writev = NonNullable<AnyTransport['_writev']>;

const prepared = new WeakSet<AnyTransport>();
/** Those formats of transports that run in the context of the entry. */
const bound = new WeakSet<Logform.Format>();

/**
 * Makes a transport treat each entry as its context wants: a format of its own runs in that context, and what the
 * context decided about the level stands.
 */
export function prepareTransport(transport: AnyTransport): void {
  if (prepared.has(transport)) return;
  prepared.add(transport);
  followRequests(transport);

  const { _write: write, _writev: writev, _accept: accept } = transport;
  transport._write = (info, encoding, callback) => {
    const captured = capturedOf(info);
    const wanted = captured && verdict(transport, captured);
    if (wanted === false) {
      callback();
      return;
    }
    try {
      if (transport.format) bindFormat(transport, transport.format);
      const shown = captured?.terminal === undefined ? info : asShown(transport, info, captured);
      if (wanted === undefined) write.call(transport, shown, encoding, callback);
      else withLevelOf(transport, info, () => write.call(transport, shown, encoding, callback));
    } catch (error) {
      report(transport, error);
      // Otherwise the transport would wait for this line, and every later one for it.
      if (transport._writableState.writing) callback();
    }
  };
  // What has piled up is offered in one piece.
  if (accept === undefined || writev === undefined) return;
  transport._writev = offerEach(transport, writev);
  transport._accept = (request) => {
    const { chunk } = request;
    const captured = capturedOf(chunk);
    const wanted = captured && verdict(transport, captured);
    if (wanted === false) return false;
    if (transport.format) bindFormat(transport, transport.format);
    const accepted =
      wanted === undefined
        ? accept.call(transport, request)
        : withLevelOf(transport, chunk, () => accept.call(transport, request));
    if (accepted) followUp(transport, request, captured);
    return accepted;
  };
}

/** A line that the transport throws at must not take those after it along. */
function offerEach(transport: AnyTransport, writev: Writev): Writev {
  return (requests, callback) => {
    if (transport.logv !== undefined) {
      writev.call(transport, requests, callback);
      return;
    }
    for (const request of requests) {
      try {
        writev.call(transport, [request], () => undefined);
      } catch (error) {
        report(transport, error);
        request.callback();
      }
    }
    callback();
  };
}

/** The stream counts what it has offered as written, although the transport may be at it for long. */
function followUp(
  transport: AnyTransport,
  request: WriteRequest,
  captured: Captured | undefined,
): void {
  const { callback } = request;
  const end = begin(transport);
  request.chunk = asShown(transport, request.chunk, captured);
  let called = false;
  request.callback = (...args) => {
    if (called) return;
    called = true;
    end();
    callback(...args);
  };
}

/** An Http transport is done with a line when the request has begun. What makes the request depends on its age. */
function followRequests(transport: AnyTransport): void {
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

/** Whether the entry's context decided for or against this transport. */
function verdict(transport: AnyTransport, captured: Captured): boolean | undefined {
  if (transport.level || transport._accept === undefined)
    return captured.owners ? undefined : false;
  return captured.followers;
}

/** A transport asks its own level first, and only while it is being offered the entry. */
function withLevelOf<Result>(transport: AnyTransport, info: unknown, offer: () => Result): Result {
  const { level } = transport;
  transport.level = (info as Entry)[LEVEL];
  try {
    return offer();
  } finally {
    if (level === undefined) delete transport.level;
    else transport.level = level;
  }
}

function asShown(transport: AnyTransport, info: unknown, captured: Captured | undefined): unknown {
  const terminal = captured?.terminal;
  if (terminal === undefined || transport.name !== 'console') return info;
  return { ...(info as object), [MESSAGE]: terminal };
}

/** Makes the transport's format run, whenever that is, in the context of the entry's log call. */
function bindFormat(transport: AnyTransport, format: Logform.Format): void {
  if (bound.has(format)) return;
  const own = Object.create(format) as Logform.Format;
  own.transform = (info, options) => {
    const context = capturedOf(info)?.context;
    if (context === undefined) return Context.exit(() => format.transform(info, options));
    return context.enter(() => format.transform(info, options));
  };
  bound.add(own);
  transport.format = own;
}

function report(transport: AnyTransport, error: unknown): void {
  const { name } = transport.constructor;
  warnOnce(
    'AIOLOCALS_TRANSPORT_THREW',
    name,
    `The transport \`${name}\` threw and did not write a line: ${thrownText(error)}. This is said once`,
  );
}
