import { Local } from '@aiolocals/core';

/** The state of the Local that says how the current context logs. */
export interface LoggingState {
  /** From which level on lines of this context are logged; undefined if the logger's own level says so. */
  level: string | undefined;
}

/**
 * Sets how the current context and those that fork from it log. Useful to see everything about one request while the
 * service logs little. Transports that have a level of their own keep to that.
 *
 * @example
 * ```ts
 * import type { IncomingMessage } from 'node:http';
 * import { logging } from '@aiolocals/logging';
 *
 * function watch(req: IncomingMessage): void {
 *   if (req.headers['x-log-level'] === 'debug') logging.level = 'debug';
 * }
 * ```
 */
export const logging: LoggingState = Local.for<LoggingState>('aiolocals.logging', {
  level: undefined,
});
