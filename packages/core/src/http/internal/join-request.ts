import { requestLifecycle } from '../../internal/context/request-lifecycle.js';
import { CHOSEN_AT_OPENING, type RequestPolicy } from '../request-policy.js';
import type { ServerReply } from '../server-pair.js';
import { handOut, summaryOf } from './close-exchange.js';
import type { Exchange } from './exchange.js';
import { runSetup } from './run-setup.js';
import { timeoutOf } from './timeout-of.js';

const warned = new WeakSet<RequestPolicy>();

/**
 * Applies a further policy to a request that is open: its `setup`, its `onClose`, and its `timeout` if that is shorter
 * than what is left. Applies each policy once. Warns once of options that were decided when the request was opened.
 */
export function joinRequest(
  exchange: Exchange,
  policy: RequestPolicy,
  request: { readonly method?: string | undefined },
  args: readonly unknown[],
  reply?: ServerReply,
): void {
  const { context, policy: first, joined } = exchange;
  if (policy === first || joined?.includes(policy) === true) return;
  exchange.joined = [...(joined ?? []), policy];

  if (!warned.has(policy)) warnOfRest(first, policy);
  const timeout = timeoutOf(context, policy, args);
  if (timeout !== undefined) requestLifecycle.shortenRequest(context, timeout);
  if (policy.onClose !== undefined) joinClose(exchange, request, reply, policy);
  if (policy.setup !== undefined) runSetup(context, policy.setup, args);
}

function joinClose(
  exchange: Exchange,
  request: { readonly method?: string | undefined },
  reply: ServerReply | undefined,
  policy: RequestPolicy,
): void {
  if (exchange.started === undefined) {
    // The policy is newer than the request, or of another copy of the package: its summary covers what happens from
    // here on.
    exchange.started = performance.now();
    exchange.method = request.method ?? '';
  }
  if (exchange.context.closed) handOut(exchange, policy, summaryOf(exchange, reply));
}

function warnOfRest(first: RequestPolicy, policy: RequestPolicy): void {
  const late: string[] = CHOSEN_AT_OPENING.filter(
    (name) => policy.given.includes(name) && policy[name] !== first[name],
  );
  if (isLonger(policy.timeout, first.timeout)) late.push('timeout');
  if (late.length === 0) return;
  warned.add(policy);
  process.emitWarning(
    `\`${late.join('`, `')}\` of a further \`${policy.owner}\` cannot apply: the request is open, and the first one ` +
      'decided. Give these options to the first one. Of a further one, only `setup`, `onClose` and a shorter `timeout` ' +
      'apply. Reported once',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_REQUEST_IS_OPEN' },
  );
}

function isLonger(timeout: RequestPolicy['timeout'], first: RequestPolicy['timeout']): boolean {
  return typeof timeout === 'number' && typeof first === 'number' && timeout > first;
}
