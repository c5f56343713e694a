import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestCloseMessage, RequestSummary } from '@aiolocals/core/http';
import type { Logger } from 'winston';
import { expected } from '@aiolocals/core/options';
import { defaultLevel, logAccess } from './access-line.js';

/** The options of the access log. */
export interface AccessLogOptions {
  /**
   * Returns the level of the line of a request, or false for no line. By default `error` from status 500 on, `warn` from
   * status 400 on or if the client disconnected early, `info` otherwise.
   *
   * @example
   * ```ts
   * import { configureLogging } from '@aiolocals/logging';
   *
   * configureLogging('orders', {
   *   accessLog: { level: ({ path }) => (path === '/health' ? false : 'info') },
   * });
   * ```
   */
  readonly level?: (summary: RequestSummary) => string | false;
}

const CHANNEL = 'aiolocals:request:close';

/** Checks the option. Returns a function that starts the access log, and that returns a function to stop it. */
export function prepareAccessLog(
  logger: Logger,
  option: boolean | AccessLogOptions | undefined,
): () => () => void {
  if (option === undefined || option === false) return () => () => undefined;
  if (option !== true && (typeof option !== 'object' || option === null))
    throw expected('accessLog', 'a boolean or an object', option);
  const { level = defaultLevel } = option === true ? {} : option;
  if (typeof level !== 'function') throw expected('accessLog.level', 'a function', level);

  const onClose = (message: unknown): void => {
    const { context, summary } = message as RequestCloseMessage;
    context.enter(() => logAccess(logger, level, summary));
  };
  return () => {
    subscribe(CHANNEL, onClose);
    return () => unsubscribe(CHANNEL, onClose);
  };
}
