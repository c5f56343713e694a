import { valueOf } from '../../http/choose-id.js';
import { beginExchange } from '../../http/internal/begin-exchange.js';
import { type Exchange, exchanges } from '../../http/internal/exchange.js';
import { joinRequest } from '../../http/internal/join-request.js';
import { pathOf } from '../../http/internal/path-of.js';
import { runSetup } from '../../http/internal/run-setup.js';
import type { RequestPolicy } from '../../http/request-policy.js';
import { hostExchangeOf } from './host-exchange.js';

/** A request that a handler is called for. */
export interface EnteredFetch {
  readonly exchange: Exchange;
  readonly request: Request;
  readonly policy: RequestPolicy;
  /** Whether its context was opened for this call, and is closed by it. */
  readonly isOwn: boolean;
  /** Runs `setup`, and what else of the policy applies. It may throw. */
  readonly applyPolicy: () => void;
}

/** Opens the context of a request, unless it is open. */
export function enterFetch(
  policy: RequestPolicy,
  request: Request,
  rest: readonly unknown[],
): EnteredFetch {
  const args = [request, ...rest];
  const opened = exchanges.inWeakMap.get(request) ?? hostExchangeOf(request);
  if (opened !== undefined) {
    exchanges.inWeakMap.set(request, opened);
    const applyPolicy = (): void => joinRequest(opened, policy, request, args);
    return { exchange: opened, request, policy, isOwn: false, applyPolicy };
  }
  const path = pathOf(request as never, policy.maxPathLength, new URL(request.url).pathname);
  const inbound = policy.header === undefined ? undefined : valueOf(request.headers, policy.header);
  const exchange = beginExchange(policy, path, inbound, request, rest);
  exchanges.inWeakMap.set(request, exchange);
  const applyPolicy = (): void => {
    if (policy.setup !== undefined) runSetup(exchange.context, policy.setup, args);
  };
  return { exchange, request, policy, isOwn: true, applyPolicy };
}
