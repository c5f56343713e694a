import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from '@aiolocals/core/http';
import type { MessageOptions } from './message-options.js';

/**
 * How the contexts of connections and of their messages are opened. `timeout` is the deadline of a connection's
 * context, and so of all its messages; it does not close the connection.
 */
export interface ConnectionOptions<Args extends unknown[]> extends Omit<
  RequestOptions,
  'setup' | 'echo'
> {
  /**
   * Runs first in the context of a connection, with the request that it begins with. Useful to fill other Locals, such as
   * the tenant: each message starts with them. If it returns a promise, the connection waits for it.
   *
   * @default Nothing runs.
   * @example `{ setup: async (req) => { tenant.name = await tenantOf(req.headers.host); } }`
   */
  readonly setup?: (request: IncomingMessage) => unknown;
  /**
   * How the contexts of messages are opened.
   *
   * @default Each message has an id of its own and no deadline.
   * @example `{ message: { timeout: 5_000 } }`
   */
  readonly message?: MessageOptions<Args>;
}
