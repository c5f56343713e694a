import type { Context } from '../../types/context.js';
import { bindCallback } from './bind-callback.js';
import type { Binding, Find } from './bound-methods.js';
import type { InterimName, Method, RareName, Replaceable } from './original-methods.js';

type Methods<Names extends RareName> = Readonly<Record<Names, Method>>;

/** What stands in for methods that few requests use. */
export interface RareMethods {
  /** Of responses of HTTP/1. */
  readonly interim: Methods<InterimName>;
  readonly http2Request: Methods<'setTimeout'>;
  readonly http2Reply: Methods<'setTimeout' | 'createPushResponse'>;
}

type Call = (context: Context, method: Method, target: object, args: unknown[]) => unknown;

const apply = (method: Method, target: object, args: unknown[]): unknown =>
  Reflect.apply(method, target, args);
const callingBackIn: Call = (context, method, target, args) =>
  Reflect.apply(method, target, bindCallback(context, args));
/** For callbacks that stay as they are: somebody may take them off the stream again. */
const callingIn: Call = (context, method, target, args) =>
  context.enter(apply, method, target, args);

/** Makes the methods; they do what they stand for, and nothing else, for a request that was not opened. */
export function rareMethods({ originals, ofRequest, ofReply }: Binding): RareMethods {
  function make(name: RareName, find: Find, call: Call): Method {
    return function (this: Replaceable, ...args) {
      const original = originals.rare(this, name);
      const exchange = find(this);
      return exchange === undefined
        ? Reflect.apply(original, this, args)
        : call(exchange.context, original, this, args);
    };
  }

  return {
    interim: {
      writeContinue: make('writeContinue', ofReply, callingBackIn),
      writeProcessing: make('writeProcessing', ofReply, callingBackIn),
      writeEarlyHints: make('writeEarlyHints', ofReply, callingBackIn),
      writeInformation: make('writeInformation', ofReply, callingBackIn),
    },
    http2Request: { setTimeout: make('setTimeout', ofRequest, callingIn) },
    http2Reply: {
      setTimeout: make('setTimeout', ofReply, callingIn),
      createPushResponse: make('createPushResponse', ofReply, callingIn),
    },
  };
}
