import { abort, closeExchange } from '../../http/internal/close-exchange.js';
import { offAbort, onAbort } from '../../internal/lifetime/one-abort-listener.js';
import { copyWith, hasBodyToFollow, isCopyable, isResponse } from './copy-response.js';
import type { EnteredFetch } from './enter-fetch.js';
import { followBody } from './follow-body.js';

/** Calls `handle`, and closes the context of the request when its response is over. Returns what is to be sent. */
export function followResponse(entered: EnteredFetch, handle: () => unknown): unknown {
  if (!entered.isOwn) return handle();
  const ending = new Ending(entered);
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

/** Closes the context, once. */
class Ending {
  readonly #entered: EnteredFetch;
  readonly #signal: AbortSignal | null | undefined;
  /** Of the response whose body is on its way. */
  #status: number | undefined;

  constructor(entered: EnteredFetch) {
    this.#entered = entered;
    this.#signal = entered.request.signal as AbortSignal | null | undefined;
    if (this.#signal?.aborted === true) this.#onAbort();
    else if (this.#signal) onAbort(this.#signal, this.#onAbort);
  }

  end(statusCode: number): void {
    // Deno aborts the signal after each response: that is not a client that has gone away.
    if (this.#signal) offAbort(this.#signal, this.#onAbort);
    closeExchange(this.#entered.exchange, { statusCode } as never);
  }

  /** From now on, the context closes when the client goes away: its platform need not cancel the body. */
  endWhenGone(status: number): void {
    this.#status = status;
    if (this.#signal?.aborted === true) this.#onAbort();
  }

  readonly #onAbort = (): void => {
    abort(this.#entered.exchange);
    if (this.#status !== undefined) this.end(this.#status);
  };
}

function follow(entered: EnteredFetch, response: unknown, ending: Ending): unknown {
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
