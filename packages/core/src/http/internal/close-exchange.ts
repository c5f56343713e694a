import { type Channel, channel } from 'node:diagnostics_channel';
import { requestLifecycle } from '../../internal/context/request-lifecycle.js';
import { CancelledError } from '../../internal/errors.js';
import type { RequestCloseMessage, RequestSummary } from '../request-summary.js';
import type { ServerReply } from '../server-pair.js';
import type { Exchange } from './exchange.js';

/** Publishes the summaries of requests. */
export const requestCloses: Channel = channel('aiolocals:request:close');

/** Cancels the context, because nobody waits for the response any more. */
export function abort(exchange: Exchange): void {
  const { context } = exchange;
  if (context.closed || exchange.aborted) return;
  exchange.aborted = true;
  context.cancel(new CancelledError('The connection was closed before the response was finished'));
}

/** Closes the context, after the summary of the request was handed out. */
export function closeExchange(exchange: Exchange, reply: ServerReply): void {
  const { context } = exchange;
  if (context.closed) return;
  if (exchange.started !== undefined) publish(exchange, reply, exchange.started);
  requestLifecycle.closeRequest(context);
}

function publish(exchange: Exchange, reply: ServerReply, started: number): void {
  const { context, policy, method, path, bytes, aborted, rejectedId } = exchange;
  const summary: RequestSummary = {
    method,
    path,
    status: reply.statusCode,
    duration: performance.now() - started,
    bytes,
    aborted,
    ...(rejectedId !== undefined && { rejectedId }),
  };
  const { onClose } = policy;
  // The context calls it when it closes: in the context, and what it throws stops nothing else.
  if (onClose !== undefined) context.onClose(() => onClose(summary));
  const message: RequestCloseMessage = { context, summary };
  if (requestCloses.hasSubscribers) requestCloses.publish(message);
}
