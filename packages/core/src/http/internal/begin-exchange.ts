import { requestLifecycle } from '../../internal/context/request-lifecycle.js';
import { makeId } from '../../internal/make-id.js';
import type { RequestPolicy } from '../request-policy.js';
import { asksUser, choose, escape } from './choose-id.js';
import { requestCloses } from './close-exchange.js';
import type { Exchange } from './exchange.js';
import { summaries } from './summaries.js';
import { timeoutOf } from './timeout-of.js';

const NOTHING: readonly unknown[] = [];

/**
 * Opens the context of a request of any kind. Functions of the options run in it, before it has its id.
 *
 * @param inbound - The value of the header that carries the id, as it came.
 * @param rest - What functions of the options are called with after the request.
 * @param early - The id, if it was chosen before.
 */
export function beginExchange(
  policy: RequestPolicy,
  path: string,
  inbound: unknown,
  request: { readonly method?: string | undefined },
  rest: readonly unknown[] = NOTHING,
  early?: string,
): Exchange {
  const context = requestLifecycle.makeRequest(path);
  const id =
    early ??
    (inbound === undefined && policy.generate === undefined
      ? makeId('REQ')
      : asksUser(policy)
        ? context.enter(choose, policy, inbound, [request, ...rest])
        : choose(policy, inbound, NOTHING));
  const timeout =
    typeof policy.timeout === 'function'
      ? timeoutOf(context, policy, [request, ...rest], id)
      : policy.timeout;
  requestLifecycle.openRequest(context, id, timeout);

  const isSummaryWanted =
    policy.onClose !== undefined || summaries.areWanted || requestCloses.hasSubscribers;
  return {
    context,
    policy,
    id,
    joined: undefined,
    isEchoLate: false,
    // To read it from a request of Express is expensive on Node 20.
    method: isSummaryWanted ? (request.method ?? '') : '',
    path,
    rejectedId: inbound === undefined || inbound === id ? undefined : escape(inbound),
    started: isSummaryWanted ? performance.now() : undefined,
    bytes: 0,
    aborted: false,
    finished: false,
  };
}
