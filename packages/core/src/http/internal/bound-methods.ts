import { Context } from '../../index.js';
import type { ServerReply } from '../server-pair.js';
import { abort, closeExchange } from './close-exchange.js';
import { countBody } from './count-body.js';
import type { Exchange } from './exchange.js';
import { bindCallback } from './bind-callback.js';
import { type RareMethods, rareMethods } from './rare-methods.js';
import type { Method, Originals, Replaceable } from './original-methods.js';

type BoundReply = Replaceable & ServerReply;
export type Find = (message: object) => Exchange | undefined;

/** What differs between methods on objects and those on prototypes. */
export interface Binding {
  readonly originals: Originals;
  /** Finds the exchange of a request. */
  readonly ofRequest: Find;
  /** Finds the exchange of a response. */
  readonly ofReply: Find;
  /** Whether it is known, at less than the cost of entering a context, that nobody hears the event. */
  readonly isUnheard: (emitter: Replaceable, event: unknown) => boolean;
}

/** What stands in for the methods of requests and responses. */
export interface BoundMethods extends RareMethods {
  readonly request: { readonly emit: Method };
  readonly reply: { readonly emit: Method; readonly write: Method; readonly end: Method };
}

/** Nearly all events come without values: there is no need to make an array for them. */
function callEmit(
  emit: Method,
  emitter: Replaceable,
  event: unknown,
  values: readonly unknown[],
): unknown {
  return values.length === 0
    ? emit.call(emitter, event)
    : Reflect.apply(emit, emitter, [event, ...values]);
}

/** Makes the methods; they do what they stand for, and nothing else, for a request that was not opened. */
export function boundMethods(binding: Binding): BoundMethods {
  const { originals, ofRequest, ofReply, isUnheard } = binding;

  /** Without a context it is emitted where it is. */
  function emitIn(
    context: Context | undefined,
    emitter: Replaceable,
    event: unknown,
    values: readonly unknown[],
  ): unknown {
    const emit = originals.emit(emitter);
    return context === undefined || Context.current() === context
      ? callEmit(emit, emitter, event, values)
      : context.enter(callEmit, emit, emitter, event, values);
  }

  const request = {
    emit(this: Replaceable, event: unknown, ...values: unknown[]): unknown {
      // Most events are heard by nobody, and that is sooner asked than whose they are.
      const exchange = event !== 'aborted' && isUnheard(this, event) ? undefined : ofRequest(this);
      if (event === 'aborted' && exchange !== undefined) abort(exchange);
      return emitIn(exchange?.context, this, event, values);
    },
  };

  const reply = {
    emit(this: BoundReply, event: unknown, ...values: unknown[]): unknown {
      const exchange = ofReply(this);
      if (exchange === undefined) return emitIn(undefined, this, event, values);
      const context = isUnheard(this, event) ? undefined : exchange.context;
      if (event === 'finish') exchange.finished = true;
      if (event !== 'close') return emitIn(context, this, event, values);
      if (!exchange.finished && !this.writableFinished) abort(exchange);
      try {
        return emitIn(context, this, event, values);
      } finally {
        closeExchange(exchange, this);
      }
    },

    write(this: BoundReply, ...args: unknown[]): unknown {
      const exchange = ofReply(this);
      if (exchange === undefined) return Reflect.apply(originals.write(this), this, args);
      const bound = bindCallback(exchange.context, args);
      const result = Reflect.apply(originals.write(this), this, bound);
      if (exchange.started !== undefined) exchange.bytes += countBody(this, args);
      return result;
    },

    end(this: BoundReply, ...args: unknown[]): unknown {
      const exchange = ofReply(this);
      if (exchange === undefined) return Reflect.apply(originals.end(this), this, args);
      const before = exchange.bytes;
      const bound = bindCallback(exchange.context, args);
      const result = Reflect.apply(originals.end(this), this, bound);
      // The `end` of http2 writes through `write`.
      const isCounted = exchange.started === undefined || exchange.bytes !== before;
      if (!isCounted) exchange.bytes += countBody(this, args);
      return result;
    },
  };

  return { request, reply, ...rareMethods(binding) };
}
