import { Context } from '../../index.js';
import type { ServerReply } from '../server-pair.js';
import { abort, closeExchange } from './close-exchange.js';
import { countBody } from './count-body.js';
import { EXCHANGE, type Exchange, type Marked } from './exchange.js';
import type { Method, Original, Replaceable } from './replace.js';

type Bound = Replaceable & Marked;
type BoundReply = Bound & ServerReply;

/** What stands in for the methods of requests and responses. */
interface BoundMethods {
  readonly request: { readonly emit: Method };
  readonly reply: { readonly emit: Method; readonly write: Method; readonly end: Method };
}

const apply: (method: Method, target: Bound, args: unknown[]) => unknown = Reflect.apply;

/** The exchange of a response is that of its request: one mark is enough. */
function exchangeOf(reply: BoundReply): Exchange | undefined {
  return (reply.req as Marked)[EXCHANGE];
}

/** Makes the methods; they do what they stand for, and nothing else, for a request that was not opened. */
export function boundMethods(original: Original): BoundMethods {
  function emitIn(context: Context, emitter: Bound, args: unknown[]): unknown {
    const [event] = args;
    // Nobody hears most events, and most are emitted in the right context already. An error that nobody hears throws.
    const isFine =
      Context.current() === context || (emitter.listenerCount(event) === 0 && event !== 'error');
    return isFine
      ? Reflect.apply(original(emitter, 'emit'), emitter, args)
      : context.enter(apply, original(emitter, 'emit'), emitter, args);
  }

  const request = {
    emit(this: Bound, ...args: unknown[]): unknown {
      const exchange = this[EXCHANGE];
      if (exchange === undefined) return Reflect.apply(original(this, 'emit'), this, args);
      if (args[0] === 'aborted') abort(exchange);
      return emitIn(exchange.context, this, args);
    },
  };

  const reply = {
    emit(this: BoundReply, ...args: unknown[]): unknown {
      const exchange = exchangeOf(this);
      if (exchange === undefined) return Reflect.apply(original(this, 'emit'), this, args);
      if (args[0] !== 'close') return emitIn(exchange.context, this, args);
      if (!this.writableFinished) abort(exchange);
      try {
        return emitIn(exchange.context, this, args);
      } finally {
        closeExchange(exchange, this);
      }
    },

    write(this: BoundReply, ...args: unknown[]): unknown {
      const exchange = exchangeOf(this);
      if (exchange === undefined) return Reflect.apply(original(this, 'write'), this, args);
      const bound = bindCallback(exchange.context, args);
      const result = Reflect.apply(original(this, 'write'), this, bound);
      if (exchange.started !== undefined) exchange.bytes += countBody(this, args);
      return result;
    },

    end(this: BoundReply, ...args: unknown[]): unknown {
      const exchange = exchangeOf(this);
      if (exchange === undefined) return Reflect.apply(original(this, 'end'), this, args);
      const before = exchange.bytes;
      const bound = bindCallback(exchange.context, args);
      const result = Reflect.apply(original(this, 'end'), this, bound);
      // The `end` of http2 writes through `write`.
      const isCounted = exchange.started === undefined || exchange.bytes !== before;
      if (!isCounted) exchange.bytes += countBody(this, args);
      return result;
    },
  };

  return { request, reply };
}

function bindCallback(context: Context, args: unknown[]): unknown[] {
  // Not always the last: who wraps `end` hands on the arguments that its caller left out.
  const index = args.findIndex((arg) => typeof arg === 'function');
  return index === -1 ? args : args.with(index, context.bind(args[index] as Method));
}
