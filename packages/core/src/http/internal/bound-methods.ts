import { requestLifecycle } from '../../internal/context/request-lifecycle.js';
import type { Context } from '../../types/context.js';
import type { ServerReply } from '../server-pair.js';
import { abort, closeExchange } from './close-exchange.js';
import { countBody } from './count-body.js';
import { type Exchange, storage } from './exchange.js';
import { frameFor } from './frame-for.js';
import { type Method, type Methods, originalsOf, type Replaceable } from './original-methods.js';

type BoundReply = Replaceable & ServerReply;

/** What differs between methods on objects and those on prototypes. */
export interface Binding {
  /** Finds the exchange of a request or a response. */
  readonly find: (message: object) => Exchange | undefined;
  /**
   * The methods that were replaced, if they are the same for all objects. Otherwise each object is asked for its own.
   */
  readonly originals?: Methods;
  /** Whether to check first that an event has a listener: where that costs less than entering a context. */
  readonly asksListeners: boolean;
}

/** The methods that replace those of requests and responses. */
export interface BoundMethods {
  readonly request: { readonly emit: Method };
  readonly reply: Readonly<Record<'emit' | 'write' | 'end' | 'writeHead', Method>>;
}

/** Makes the methods. For a request that was not opened, they only call what they replace. */
export function boundMethods(binding: Binding): BoundMethods {
  const { find, originals, asksListeners } = binding;

  function emitIn(
    exchange: Exchange | undefined,
    target: Replaceable,
    event: unknown,
    values: readonly unknown[],
  ): unknown {
    const { emit } = originals ?? originalsOf(target);
    // An `error` event without a listener throws.
    const isUnheard = asksListeners && event !== 'error' && target.listenerCount?.(event) === 0;
    if (exchange !== undefined && !isUnheard) {
      const { context } = exchange;
      const store = storage.getStore();
      if (store !== context) {
        // Events of the socket come from outside any context.
        const frame = store === undefined ? context : frameFor(context);
        return storage.run(frame, callEmit, emit, target, event, values);
      }
    }
    return callEmit(emit, target, event, values);
  }

  const request = {
    emit(this: Replaceable, event: unknown, ...values: unknown[]): unknown {
      const exchange = find(this);
      if (event === 'aborted' && exchange !== undefined) abort(exchange);
      return emitIn(exchange, this, event, values);
    },
  };

  const reply = {
    emit(this: BoundReply, event: unknown, ...values: unknown[]): unknown {
      const exchange = find(this);
      if (exchange === undefined) return emitIn(exchange, this, event, values);
      if (event === 'finish') exchange.finished = true;
      if (event !== 'close') return emitIn(exchange, this, event, values);
      if (!exchange.finished && !this.writableFinished) abort(exchange);
      try {
        return emitIn(exchange, this, event, values);
      } finally {
        // Nearly all requests have no summary to hand out first.
        if (exchange.started === undefined) requestLifecycle.closeRequest(exchange.context);
        else closeExchange(exchange, this);
      }
    },

    write(this: BoundReply, ...args: unknown[]): unknown {
      const { write } = originals ?? originalsOf(this);
      const exchange = find(this);
      if (exchange === undefined) return Reflect.apply(write, this, args);
      const { context } = exchange;
      const bound = bindCallback(context, args);
      const result =
        storage.getStore() === context
          ? Reflect.apply(write, this, bound)
          : storage.run(frameFor(context), Reflect.apply, write, this, bound);
      if (exchange.started !== undefined) exchange.bytes += countBody(exchange, this, args);
      return result;
    },

    end(this: BoundReply, ...args: unknown[]): unknown {
      const { end } = originals ?? originalsOf(this);
      const exchange = find(this);
      if (exchange === undefined) return Reflect.apply(end, this, args);
      const { bytes, context } = exchange;
      const bound = bindCallback(context, args);
      const result =
        storage.getStore() === context
          ? Reflect.apply(end, this, bound)
          : storage.run(frameFor(context), Reflect.apply, end, this, bound);
      // The `end` of http2 writes through `write`.
      const isCounted = exchange.started === undefined || exchange.bytes !== bytes;
      if (!isCounted) exchange.bytes += countBody(exchange, this, args);
      return result;
    },

    writeHead: entering(binding, 'writeHead'),
  };

  return { request, reply };
}

/** Returns the arguments of a call, with the callback that is among them bound to where the request's code runs. */
export function bindCallback(context: Context, args: unknown[]): unknown[] {
  // It is not always the last one: a wrapper of `end` passes on the arguments that its caller left out.
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (typeof arg === 'function') return args.with(index, frameFor(context).bind(arg as Method));
  }
  return args;
}

/** Emits an event as if nothing had been replaced. */
function callEmit(
  emit: Method,
  target: Replaceable,
  event: unknown,
  values: readonly unknown[],
): unknown {
  // Nearly all events come without values, or with one: an array of them would cost each emit.
  if (values.length === 0) return emit.call(target, event);
  if (values.length === 1) return emit.call(target, event, values[0]);
  return Reflect.apply(emit, target, [event, ...values]);
}

/**
 * Makes a method that runs in the context of its request, or within it, wherever it is called: a long poll is answered
 * in another request's context. It calls the original directly if the context is current: `run` adds frames to stack traces.
 */
export function entering({ find, originals }: Binding, name: string): Method {
  return function (this: object, ...args) {
    const method = ((originals ?? originalsOf(this)) as Record<string, Method>)[name] as Method;
    const exchange = find(this);
    return exchange === undefined || storage.getStore() === exchange.context
      ? Reflect.apply(method, this, args)
      : storage.run(frameFor(exchange.context), Reflect.apply, method, this, args);
  };
}
