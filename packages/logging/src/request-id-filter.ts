import { request, Context } from '@aiolocals/core';
import type { Logform } from 'winston';
import { capturedOf } from './internal/entry/log-context.js';
import { warnOnce } from './internal/warn-once.js';

/**
 * A winston format that puts `requestId` and `requestPath` on each entry: those of the context that the entry was
 * logged in, empty outside of any. {@link LogConfiguration.getFilters} has it by default.
 *
 * Useful in the format of a logger of your own, which needs `attachContext(logger)` as well: winston runs formats
 * later when a transport is slow, in the context of somebody else. Without it, the filter warns once.
 *
 * @example
 * ```ts
 * import { attachContext, RequestIdFilter } from '@aiolocals/logging';
 * import winston from 'winston';
 *
 * const { combine, timestamp, json } = winston.format;
 * const logger = winston.createLogger({
 *   format: combine(new RequestIdFilter(), timestamp(), json()),
 *   transports: new winston.transports.Console(),
 * });
 * attachContext(logger);
 * ```
 */
export class RequestIdFilter implements Logform.Format {
  readonly transform = (info: Logform.TransformableInfo): Logform.TransformableInfo => {
    const captured = capturedOf(info);
    if (captured === undefined) {
      warnOnce(
        'AIOLOCALS_LOGGER_NOT_ATTACHED',
        '',
        'RequestIdFilter is in the format of a logger that does not capture the context at the log call, so that ' +
          'lines can carry the id of another request: call `attachContext(logger)`',
      );
    }
    const { requestId, requestPath } = captured ?? currentRequest();
    info.requestId = requestId;
    info.requestPath = requestPath;
    return info;
  };
}

function currentRequest(): { requestId: string; requestPath: string } {
  const outside = Context.current() === undefined;
  return { requestId: outside ? '' : request.id, requestPath: outside ? '' : request.path };
}
