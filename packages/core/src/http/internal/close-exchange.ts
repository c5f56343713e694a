import { type Channel, channel } from 'node:diagnostics_channel';
import { requestLifecycle } from '../../internal/context/request-lifecycle.js';
import { CancelledError } from '../../internal/errors.js';
import type { RequestPolicy } from '../request-policy.js';
import type { RequestCloseMessage, RequestSummary } from '../request-summary.js';
import type { ServerReply } from '../server-pair.js';
import { callOnClose } from './call-on-close.js';
import type { Exchange } from './exchange.js';

interface SentHeaders {
  readonly sentHeaders?: { readonly ':status'?: unknown };
}

/** Publishes the summaries of requests. */
export const requestCloses: Channel = channel('aiolocals:request:close');

/**
 * Cancels the context, because nobody waits for the response any more.
 *
 * @param reason - Why. By default, that the client has gone away.
 */
export function abort(exchange: Exchange, reason?: unknown): void {
  const { context } = exchange;
  if (context.closed || exchange.aborted) return;
  exchange.aborted = true;
  context.cancel(
    reason ?? new CancelledError('The connection was closed before the response was finished'),
  );
}

/** Closes the context, after the summary of the request was handed out. */
export function closeExchange(exchange: Exchange, reply: ServerReply | undefined): void {
  const { context } = exchange;
  if (context.closed) return;
  if (exchange.started !== undefined) publish(exchange, reply);
  requestLifecycle.closeRequest(context);
}

/** Has the `onClose` of a policy called when the context closes, or at once if it has closed. */
export function handOut(
  exchange: Exchange,
  { onClose }: RequestPolicy,
  summary: RequestSummary,
): void {
  // The context calls it, so that it runs inside, and that an error which it throws stops nothing else.
  if (onClose !== undefined) exchange.context.onClose(() => callOnClose(onClose, summary));
}

export function summaryOf(
  { method, path, started, bytes, aborted, rejectedId }: Exchange,
  reply: ServerReply | undefined,
): RequestSummary {
  return {
    method,
    path,
    status: statusOf(reply),
    duration: performance.now() - (started as number),
    bytes,
    aborted,
    ...(rejectedId !== undefined && { rejectedId }),
  };
}

/**
 * A raw stream of HTTP/2 has its status among its headers. A request without a response has switched protocols: 101.
 */
function statusOf(reply: (Partial<ServerReply> & SentHeaders) | undefined): number {
  return reply?.statusCode ?? Number(reply?.sentHeaders?.[':status'] ?? 101);
}

function publish(exchange: Exchange, reply: ServerReply | undefined): void {
  const { context, policy, joined } = exchange;
  const summary = summaryOf(exchange, reply);
  handOut(exchange, policy, summary);
  joined?.forEach((each) => handOut(exchange, each, summary));
  const message: RequestCloseMessage = { context, summary };
  if (requestCloses.hasSubscribers) requestCloses.publish(message);
}
