import type { Logform } from 'winston';
import { Context } from '@aiolocals/core';
import { type Captured, capturedOf } from '../entry/log-context.js';
import type { Entry } from '../entry/entry.js';
import { thrownText } from '../safe-read.js';
import { LEVEL, MESSAGE } from '../entry/symbols.js';
import { completion, followLine, followRequests } from './in-flight.js';
import { warnOnce } from '../warn-once.js';
import type { AnyTransport } from '../winston/shapes.js';

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
  const complete = accept && completion(transport);
  transport._write = (info, encoding, written) => {
    const callback = complete === undefined ? written : complete(written);
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
    if (accepted) {
      request.chunk = asShown(transport, chunk, captured);
      followLine(transport, request);
    }
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
