import { Context } from '@aiolocals/core';
import type { Logform } from 'winston';
import { logContextInHand } from './internal/entry/line-in-hand.js';
import { LogContext } from './internal/entry/log-context.js';
import { putRequest, USUAL_NAMES, warnOnce } from '@aiolocals/lines/logger';

/**
 * A winston format that puts `requestId` and `requestPath` onto each entry: those of the context that the entry was
 * logged in, or empty strings outside any context. {@link LogConfiguration.getFilters} returns it by default.
 *
 * An entry that is logged long after its context has ended gets `late`: how many seconds ago that was. Such a context is
 * kept by a pool, a timer or a worker that one request made and others use. `Context.configure` sets how long that is.
 *
 * Use it in the format of a logger of your own, together with `attachContext(logger)`. Without `attachContext`, winston
 * runs formats later when a transport is slow, in the context of another request. The filter then warns once.
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
    let logContext = logContextInHand(info);
    if (logContext === undefined) {
      warnNotAttached();
      logContext = new LogContext(Context.current(), USUAL_NAMES);
    }
    putRequest(info, logContext);
    return info;
  };
}

function warnNotAttached(): void {
  warnOnce(
    'AIOLOCALS_LOGGER_NOT_ATTACHED',
    '',
    'RequestIdFilter is in the format of a logger that does not capture the context at the log call, so its lines can ' +
      'carry the id of another request: call `attachContext(logger)`',
  );
}
