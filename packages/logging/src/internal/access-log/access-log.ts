import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestCloseMessage, RequestSummary } from '@aiolocals/core/http';
import type winston from 'winston';
import { expected } from '../expect.js';
import { warnOnce } from '../warn-once.js';
import { thrownText } from '../safe-read.js';
import { SAID } from '../entry/symbols.js';

/** The options of the access line. */
export interface AccessLogOptions {
  /**
   * Returns the level of a request's line, or false for no line. By default `error` from status 500 on, `warn` from
   * 400 on or if the client went away, else `info`.
   */
  readonly level?: (summary: RequestSummary) => string | false;
}

const SAID_BY_MESSAGE: ReadonlySet<string> = new Set([
  'method',
  'path',
  'status',
  'duration',
  'bytes',
  'aborted',
]);
const CHANNEL = 'aiolocals:request:close';

/** Checks the option; returns what starts the access line, which returns what stops it. */
export function startAccessLog(
  logger: winston.Logger,
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

function logAccess(
  logger: winston.Logger,
  levelOf: (summary: RequestSummary) => string | false,
  summary: RequestSummary,
): void {
  const { method, path, status, bytes, aborted, rejectedId } = summary;
  const duration = Math.round(summary.duration * 1000) / 1000;
  const end = aborted ? ', the client went away' : '';
  const message = `${method} ${path} ${status} ${duration} ms ${bytes} bytes${end}`;
  const level = levelFor(levelOf, summary);
  if (level === false) return;
  const meta = { method, path, status, duration, bytes, aborted, rejectedId };
  logger.log({ level, message, ...meta, [SAID]: SAID_BY_MESSAGE } as winston.LogEntry);
}

function levelFor(
  levelOf: (summary: RequestSummary) => string | false,
  summary: RequestSummary,
): string | false {
  try {
    return levelOf(summary);
  } catch (error) {
    warnOnce(
      'AIOLOCALS_ACCESS_LEVEL_THREW',
      '',
      `accessLog.level threw, and the default level is used: ${thrownText(error)}. This is said once`,
    );
    return defaultLevel(summary);
  }
}

function defaultLevel({ status, aborted }: RequestSummary): string {
  if (status >= 500) return 'error';
  return status >= 400 || aborted ? 'warn' : 'info';
}
