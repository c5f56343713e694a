import type { ServerReply, ServerRequest } from '../server-pair.js';
import { boundMethods } from './bound-methods.js';
import { EXCHANGE, type Exchange, type Marked } from './exchange.js';
import { isBound } from './prototypes.js';
import { replace, type Replaceable, replacedOnObject } from './replace.js';

/** The same functions for every request. */
const onObjects = boundMethods(replacedOnObject);

/**
 * Marks a request and its response as belonging to `exchange`, and makes their listeners and callbacks run in its
 * context: bound when they are called, because whoever wraps listeners when they are added breaks their removal.
 *
 * The methods are put on the objects, not on the platform's prototypes, so that nothing changes for a request that was
 * not opened. Where a framework has prototypes of its own, an adapter may have put them there.
 */
export function bindPair(request: ServerRequest, reply: ServerReply, exchange: Exchange): void {
  const bare = request as unknown as Replaceable & Marked;
  bare[EXCHANGE] = exchange;
  if (!isBound(bare.emit)) replace(bare, 'emit', onObjects.request.emit);

  const bareReply = reply as unknown as Replaceable;
  if (isBound(bareReply.emit)) return;
  replace(bareReply, 'emit', onObjects.reply.emit);
  replace(bareReply, 'write', onObjects.reply.write);
  replace(bareReply, 'end', onObjects.reply.end);
}
