import { copyWith, hasBodyToFollow, isCopyable, isResponse } from './copy-response.js';
import { EndOrAbort } from './end-or-abort.js';
import type { EnteredFetch } from './enter-fetch.js';
import { followBody } from './follow-body.js';

/** Calls `handle`, and closes the context of the request when its response is over. Returns what is to be sent. */
export function followResponse(entered: EnteredFetch, handle: () => unknown): unknown {
  if (!entered.isOwn) return handle();
  const ending = new EndOrAbort(entered);
  const fail = (error: unknown): never => {
    ending.end(500);
    throw error;
  };
  let result: unknown;
  try {
    result = handle();
  } catch (error) {
    return fail(error);
  }
  return isThenable(result)
    ? Promise.resolve(result).then((response) => follow(entered, response, ending), fail)
    : follow(entered, result, ending);
}

function follow(entered: EnteredFetch, response: unknown, ending: EndOrAbort): unknown {
  const { exchange, policy, request } = entered;
  if (!isResponse(response)) {
    // Bun has upgraded the connection.
    ending.end(101);
    return response;
  }
  const { status } = response;
  if (!isCopyable(response)) {
    ending.end(status);
    return response;
  }
  const header = policy.echo === undefined ? undefined : ([policy.echo, exchange.id] as const);
  if (!hasBodyToFollow(request, response)) {
    ending.end(status);
    return header === undefined ? response : copyWith(response, response.body, header);
  }
  const body = followBody(exchange, response.body, () => ending.end(status));
  ending.endWhenGone(status);
  return copyWith(response, body, header);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
  );
}
