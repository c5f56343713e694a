import type { Context } from '../../context.js';
import type { RequestPolicy } from '../request-policy.js';

/**
 * Under it, a request and its response have the exchange that they belong to. A registered symbol, so that a second
 * copy of the package finds it too; of what it finds, only `context` is the contract.
 */
export const EXCHANGE: unique symbol = Symbol.for('aiolocals.exchange/1') as never;

/** What is known of a request between its opening and the close of its response. */
export class Exchange {
  readonly context: Context;
  readonly policy: RequestPolicy;
  readonly path: string;
  /** Escaped and truncated. */
  readonly rejectedId: string | undefined;
  /** By the monotonic clock; undefined if nobody wants the summary. */
  readonly started: number | undefined;
  bytes = 0;
  aborted = false;

  constructor(
    context: Context,
    policy: RequestPolicy,
    path: string,
    rejectedId: string | undefined,
    started: number | undefined,
  ) {
    this.context = context;
    this.policy = policy;
    this.path = path;
    this.rejectedId = rejectedId;
    this.started = started;
  }
}

/** What has been marked with its exchange, or may have been. */
export interface Marked {
  [EXCHANGE]?: Exchange;
}
