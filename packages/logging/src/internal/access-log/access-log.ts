import {
  type AccessLogOptions,
  prepareAccessLog as prepare,
  SHOWN_BY_ACCESS_LINE,
} from '@aiolocals/lines/logger';
import type { LogEntry, Logger } from 'winston';
import { ALREADY_IN_MESSAGE } from '../entry/symbols.js';

/** Returns a function that starts the access log, and that returns a function to stop it. */
export function prepareAccessLog(
  logger: Logger,
  option: boolean | AccessLogOptions | undefined,
): () => () => void {
  return prepare(logger, option, ({ level, message, fields }) => {
    const marks = { [ALREADY_IN_MESSAGE]: SHOWN_BY_ACCESS_LINE };
    logger.log({ level, message, ...fields, ...marks } as LogEntry);
  });
}
