import type { Context } from '../../types/context.js';
import { bindCallback, type Binding } from './bound-methods.js';
import { timeoutCall } from './bun-timeouts.js';
import { frameFor } from './frame-for.js';
import { type InterimName, type Method, originalsOf, type RareName } from './original-methods.js';

type Bound<Names extends RareName> = Readonly<Record<Names, Method>>;

/** The methods that replace those which few requests use. */
export interface RareMethods {
  /** Of responses of HTTP/1. */
  readonly interim: Bound<InterimName>;
  readonly http2Request: Bound<'setTimeout'>;
  readonly http2Reply: Bound<'setTimeout' | 'createPushResponse'>;
  /** Of the raw stream of HTTP/2. They do not count bytes. */
  readonly stream: Readonly<Record<'write' | 'end' | 'pushStream', Method>>;
}

type Call = (context: Context, method: Method, target: object, args: unknown[]) => unknown;

const apply = (method: Method, target: object, args: unknown[]): unknown =>
  Reflect.apply(method, target, args);
const callingBackIn: Call = (context, method, target, args) =>
  Reflect.apply(method, target, bindCallback(context, args));
/** For callbacks that must stay as they are: they may be removed from the stream again. */
const callingIn: Call = (context, method, target, args) =>
  frameFor(context).enter(apply, method, target, args);

/** Makes the methods. For a request that was not opened, they only call what they replace. */
export function rareMethods({ find, originals }: Omit<Binding, 'asksListeners'>): RareMethods {
  function make(name: RareName | 'write' | 'end', call: Call): Method {
    return function (this: object, ...args) {
      const original = (originals ?? originalsOf(this))[name];
      const exchange = find(this);
      return exchange === undefined
        ? Reflect.apply(original, this, args)
        : call(exchange.context, original, this, args);
    };
  }

  return {
    interim: {
      writeContinue: make('writeContinue', callingBackIn),
      writeProcessing: make('writeProcessing', callingBackIn),
      writeEarlyHints: make('writeEarlyHints', callingBackIn),
      writeInformation: make('writeInformation', callingBackIn),
    },
    http2Request: { setTimeout: make('setTimeout', timeoutCall(callingIn, callingBackIn)) },
    http2Reply: {
      setTimeout: make('setTimeout', timeoutCall(callingIn, callingBackIn)),
      createPushResponse: make('createPushResponse', callingIn),
    },
    stream: {
      write: make('write', callingBackIn),
      end: make('end', callingBackIn),
      pushStream: make('pushStream', callingBackIn),
    },
  };
}
