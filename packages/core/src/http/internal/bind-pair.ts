import { Context } from '../../index.js';
import type { ServerReply, ServerRequest } from '../server-pair.js';
import { abort, closeExchange } from './close-exchange.js';
import { countBody } from './count-body.js';
import { EXCHANGE, type Exchange, type Marked } from './exchange.js';
import { type Method, type Replaceable, replace, replaced } from './replace.js';

type Bound = Replaceable & Required<Marked>;
type BoundReply = Bound & ServerReply;

const apply: (method: Method, target: Bound, args: unknown[]) => unknown = Reflect.apply;

/**
 * Marks a request and its response as belonging to `exchange`, and makes their listeners and callbacks run in its
 * context: bound when they are called, because whoever wraps listeners when they are added breaks their removal.
 *
 * The methods are the same functions for every request. They are put on the objects, not on prototypes, so that
 * nothing changes for a request that was not opened.
 */
export function bindPair(request: ServerRequest, reply: ServerReply, exchange: Exchange): void {
  const boundRequest = request as unknown as Bound;
  boundRequest[EXCHANGE] = exchange;
  replace(boundRequest, 'emit', emitFromRequest);

  const boundReply = reply as unknown as Bound;
  boundReply[EXCHANGE] = exchange;
  replace(boundReply, 'emit', emitFromReply);
  replace(boundReply, 'write', write);
  replace(boundReply, 'end', end);
}

function emitFromRequest(this: Bound, ...args: unknown[]): unknown {
  const exchange = this[EXCHANGE];
  if (args[0] === 'aborted') abort(exchange);
  return emitIn(exchange.context, this, args);
}

function emitFromReply(this: BoundReply, ...args: unknown[]): unknown {
  const exchange = this[EXCHANGE];
  if (args[0] !== 'close') return emitIn(exchange.context, this, args);
  if (!this.writableFinished) abort(exchange);
  try {
    return emitIn(exchange.context, this, args);
  } finally {
    closeExchange(exchange, this);
  }
}

function emitIn(context: Context, emitter: Bound, args: unknown[]): unknown {
  const emit = replaced(emitter, 'emit');
  const [event] = args;
  // Nobody hears most events, and most are emitted in the right context already. An error that nobody hears throws.
  const isFine =
    Context.current() === context || (emitter.listenerCount(event) === 0 && event !== 'error');
  return isFine ? Reflect.apply(emit, emitter, args) : context.enter(apply, emit, emitter, args);
}

function write(this: BoundReply, ...args: unknown[]): unknown {
  const exchange = this[EXCHANGE];
  const result = Reflect.apply(replaced(this, 'write'), this, bindCallback(exchange.context, args));
  if (exchange.started !== undefined) exchange.bytes += countBody(this, args);
  return result;
}

function end(this: BoundReply, ...args: unknown[]): unknown {
  const exchange = this[EXCHANGE];
  const before = exchange.bytes;
  const result = Reflect.apply(replaced(this, 'end'), this, bindCallback(exchange.context, args));
  // The `end` of http2 writes through `write`.
  const isCounted = exchange.started === undefined || exchange.bytes !== before;
  if (!isCounted) exchange.bytes += countBody(this, args);
  return result;
}

function bindCallback(context: Context, args: unknown[]): unknown[] {
  // Not always the last: who wraps `end` hands on the arguments that its caller left out.
  const index = args.findIndex((arg) => typeof arg === 'function');
  return index === -1 ? args : args.with(index, context.bind(args[index] as Method));
}
