import { expected } from '@aiolocals/core/options';
import {
  type AccessLogOptions,
  levelsHint,
  prepareAccessLog as prepare,
} from '@aiolocals/lines/logger';
import type { Logger } from 'pino';
import { internalsOf, type LogMethod } from './pino.js';

/** The levels that a line has unless the option says otherwise. */
const USUAL = ['error', 'warn', 'info'];

/** Returns a function that starts the access log, and that returns a function to stop it. */
export function prepareAccessLog(
  logger: Logger,
  option: boolean | AccessLogOptions | undefined,
): () => () => void {
  const internals = internalsOf(logger);
  const levels = { levels: internals.levels.values };
  if (option !== undefined && option !== false) {
    const missing = USUAL.find((level) => !Object.hasOwn(levels.levels, level));
    if (missing !== undefined)
      throw expected(
        'accessLog',
        `the logger to have a level \`${missing}\``,
        Object.keys(levels.levels),
        levelsHint(levels, missing),
      );
  }
  return prepare(levels, option, ({ level, message, fields }) => {
    (internals[level] as LogMethod).call(internals, fields, message);
  });
}
