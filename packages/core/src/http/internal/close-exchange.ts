import { channel } from 'node:diagnostics_channel';
import { CancelledError } from '../../internal/errors.js';
import { requestLifecycle } from '../../internal/context/request-lifecycle.js';
import type { RequestCloseMessage, RequestSummary } from '../request-summary.js';
import type { ServerReply } from '../server-pair.js';
import type { Exchange } from './exchange.js';

const closes = channel('aiolocals:request:close');

/** Whether somebody wants the summaries of requests, besides `onClose`. */
export function areSummariesWanted(): boolean {
  return closes.hasSubscribers;
}

/** Cancels the context, because nobody waits for the response any more. */
export function abort(exchange: Exchange): void {
  const { context } = exchange;
  if (context.closed || exchange.aborted) return;
  exchange.aborted = true;
  context.cancel(new CancelledError('The connection was closed before the response was finished'));
}

/** Closes the context, after its last user has been told of the request. */
export function closeExchange(exchange: Exchange, reply: ServerReply): void {
  const { context } = exchange;
  if (context.closed) return;
  if (exchange.started !== undefined) publish(exchange, reply, exchange.started);
  requestLifecycle.closeRequest(context);
}

function publish(exchange: Exchange, reply: ServerReply, started: number): void {
  const { context, policy, path, bytes, aborted, rejectedId } = exchange;
  const summary: RequestSummary = {
    method: reply.req.method ?? '',
    path,
    status: reply.statusCode,
    duration: performance.now() - started,
    bytes,
    aborted,
    ...(rejectedId !== undefined && { rejectedId }),
  };
  const { onClose } = policy;
  // The listeners of the close run in the context, and what they throw stops nobody.
  if (onClose !== undefined) context.onClose(() => onClose(summary));
  const message: RequestCloseMessage = { context, summary };
  if (closes.hasSubscribers) closes.publish(message);
}
