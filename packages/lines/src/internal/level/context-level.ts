import { Local } from '@aiolocals/core';

/** The state of the Local `logging`. */
export interface LoggingState {
  /** The least important level that the current context logs; undefined if the level of the logger decides. */
  level: string | undefined;
}

/**
 * Sets how much the current context, and contexts that are opened in it from now on, log. Use it to see everything about
 * one request while the service logs little. Transports with a level of their own keep it.
 *
 * @example
 * ```ts
 * import type { IncomingMessage } from 'node:http';
 * import { logging } from '@aiolocals/lines';
 *
 * function watch(req: IncomingMessage): void {
 *   if (req.headers['x-log-level'] === 'debug') logging.level = 'debug';
 * }
 * ```
 */
export const logging: LoggingState = Local.for<LoggingState>('aiolocals.logging', {
  level: undefined,
});
