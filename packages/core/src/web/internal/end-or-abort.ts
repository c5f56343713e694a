import { abort, closeExchange } from '../../http/internal/close-exchange.js';
import { offAbort, onAbort } from '../../internal/lifetime/one-abort-listener.js';
import type { EnteredFetch } from './enter-fetch.js';

/** Closes the context of a request once: at the end of its response, or when the client aborts it. */
export class EndOrAbort {
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
