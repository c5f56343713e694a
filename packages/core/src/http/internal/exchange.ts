import type { Context } from '../../types/context.js';
import { share } from '../../internal/runtime/share.js';
import { storage as ownStorage } from '../../internal/storage/storage.js';
import type { RequestPolicy } from '../request-policy.js';

/** What is known about a request between its opening and the close of its response. */
export interface Exchange {
  readonly context: Context;
  readonly policy: RequestPolicy;
  /** As it was chosen; code may assign another to `request.id`. */
  readonly id: string;
  /** Later policies of the same request, of whatever copy of the package. */
  joined: RequestPolicy[] | undefined;
  /** Whether the id is put on the response only when its head is written: see `headers` of `openRequest`. */
  isEchoLate: boolean;
  /** Empty if no summary is wanted. */
  method: string;
  readonly path: string;
  /** Escaped and truncated. */
  readonly rejectedId: string | undefined;
  /** In milliseconds of the monotonic clock; undefined if no summary is wanted. */
  started: number | undefined;
  /** Of the response body, counted only if a summary is wanted. */
  bytes: number;
  aborted: boolean;
  /** Whether the whole response has been handed over to the operating system. */
  finished: boolean;
}

/** Where the exchanges of all copies of the package are noted; of an exchange only `context` is the contract. */
interface Exchanges {
  /**
   * By request and by response: the exchanges of those whose methods are bound on the prototypes of a framework, or on
   * the objects. On Node 20, adding a property to an object whose prototype was replaced costs 1.2 µs and reading one
   * 0.4 µs, a look-up here 0.02 µs.
   */
  readonly inWeakMap: WeakMap<object, Exchange>;
  /** Whether there are requests that have their exchange in a property. */
  areOnObjects: boolean;
  /** By context: the request of `node:http` that it was opened for. Kept only where something asks for it. */
  hosts?: WeakMap<Context, object>;
}

/** A registered symbol, so that every copy of the package finds the exchange. */
export const EXCHANGE: unique symbol = Symbol.for('aiolocals.exchange/1') as never;

/** A request or a response that may have its exchange in a property. */
export interface Marked {
  [EXCHANGE]?: Exchange;
}

/** What may be a response: it leads to its request. */
interface Linked extends Marked {
  readonly req?: Marked | null;
}

const NONE: Linked = {};

export const exchanges: Exchanges = share('exchanges', {
  inWeakMap: new WeakMap(),
  areOnObjects: false,
});

/** Returns the exchange of a request or a response, or of the response to it. */
export function exchangeOf(message: object, reply?: object): Exchange | undefined {
  const { inWeakMap, areOnObjects } = exchanges;
  // Nearly every request of Node's own has its exchange there.
  const marked = areOnObjects ? (message as Marked)[EXCHANGE] : undefined;
  if (marked !== undefined) return marked;
  const noted = inWeakMap.get(message) ?? (reply === undefined ? undefined : inWeakMap.get(reply));
  if (noted !== undefined || !areOnObjects) return noted;
  const { req } = message as Linked;
  const { [EXCHANGE]: replied, req: answered } = (reply ?? NONE) as Linked;
  return req?.[EXCHANGE] ?? replied ?? answered?.[EXCHANGE];
}

/**
 * Returns the context of a request or a response, or of the response to it. In this file, so that each layer of Express
 * passes one file less.
 */
export function contextOfExchange(
  message: object | null | undefined,
  reply?: object,
): Context | undefined {
  return message == null ? undefined : exchangeOf(message, reply)?.context;
}

/** Notes a request and its response as belonging to an exchange. */
export function noteInWeakMap(
  request: object,
  reply: object | undefined,
  exchange: Exchange,
): void {
  exchanges.inWeakMap.set(request, exchange);
  if (reply !== undefined) exchanges.inWeakMap.set(reply, exchange);
}

/** On both objects: `response.req` may be missing in a pair made by hand, and applications may change it. */
export function noteInProperty(
  request: object,
  reply: object | undefined,
  exchange: Exchange,
): void {
  exchanges.areOnObjects = true;
  try {
    (request as Marked)[EXCHANGE] = exchange;
    if (reply !== undefined) (reply as Marked)[EXCHANGE] = exchange;
  } catch {
    // One of them is frozen.
    noteInWeakMap(request, reply, exchange);
  }
}

/**
 * The storage of the copy that serves all others. Methods of requests use it directly: `context.enter` and
 * `Context.current` would add a frame of this package to every stack trace, and calls to every event.
 */
export const storage: typeof ownStorage = share('storage', ownStorage);
