import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestCloseMessage, RequestSummary } from '@aiolocals/core/http';
import { expected, expectFunction, optionsChecker } from '@aiolocals/core/options';
import type { Levelled } from '../level/level-names.js';
import { type AccessLine, accessLine, defaultLevel } from './access-line.js';

/** The options of the access log. */
export interface AccessLogOptions {
  /**
   * Returns the level of the line of a request, or false for no line. By default `error` from status 500 on, `warn` from
   * status 400 on or if the client disconnected early, `info` otherwise. It is not waited for: if it returns a promise,
   * the line has its default level.
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

const checkOptions = optionsChecker('accessLog', { level: expectFunction });

/** Throws a TypeError unless `value` is what the option `accessLog` can be. */
export function expectAccessLog(name: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw expected(name, 'a boolean or an object', value);
  checkOptions(value, name);
}

/**
 * Returns a function that starts the access log, and that returns a function to stop it.
 *
 * @param logger - Has the levels that a line can have.
 * @param write - Logs a line. It is called in the context of the request.
 */
export function prepareAccessLog(
  logger: Levelled,
  option: boolean | AccessLogOptions | undefined,
  write: (line: AccessLine) => void,
): () => () => void {
  if (option === undefined || option === false) return () => () => undefined;
  const { level = defaultLevel } = option === true ? {} : option;

  const onClose = (message: unknown): void => {
    const { context, summary } = message as RequestCloseMessage;
    context.enter(() => {
      const line = accessLine(logger, level, summary);
      if (line !== undefined) write(line);
    });
  };
  return () => {
    subscribe(CHANNEL, onClose);
    return () => unsubscribe(CHANNEL, onClose);
  };
}
