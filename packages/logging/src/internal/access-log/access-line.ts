import { request } from '@aiolocals/core';
import type { RequestSummary } from '@aiolocals/core/http';
import { describe } from '@aiolocals/core/options';
import type { LogEntry, Logger } from 'winston';
import { ALREADY_IN_MESSAGE } from '../entry/symbols.js';
import { levelsHint } from '../logger/level-names.js';
import { thrownText } from '../safe-read.js';
import { warnOnce } from '../warn-once.js';

type LevelOf = (summary: RequestSummary) => string | false;

const IN_MESSAGE: ReadonlySet<string> = new Set([
  'method',
  'path',
  'status',
  'duration',
  'bytes',
  'aborted',
]);

/** Logs the line of a request that is finished, unless `levelOf` returns false. */
export function logAccess(logger: Logger, levelOf: LevelOf, summary: RequestSummary): void {
  const level = levelFor(logger, levelOf, summary);
  if (level === false) return;
  const { method, path, status, bytes, aborted, rejectedId } = summary;
  const duration = Math.round(summary.duration * 1000) / 1000;
  const end = aborted ? ', the client went away' : '';
  const message = `${method} ${path} ${status} ${duration} ms ${bytes} bytes${end}`;
  // A line has the path of its request already, unless the application called it otherwise.
  const own = path === request.path ? {} : { path };
  const meta = { method, ...own, status, duration, bytes, aborted, rejectedId };
  logger.log({ level, message, ...meta, [ALREADY_IN_MESSAGE]: IN_MESSAGE } as LogEntry);
}

/** Returns the level of a request's line by its status. */
export function defaultLevel({ status, aborted }: RequestSummary): string {
  if (status >= 500) return 'error';
  return status >= 400 || aborted ? 'warn' : 'info';
}

function levelFor(logger: Logger, levelOf: LevelOf, summary: RequestSummary): string | false {
  try {
    const level: unknown = levelOf(summary);
    if (level === false || (typeof level === 'string' && Object.hasOwn(logger.levels, level)))
      return level;
    if (typeof level === 'string') warnUnknownAccessLevel(logger, level);
    else warnNoAccessLevel(level);
    // Whatever a promise comes to, it is too late for the line.
    Promise.resolve(level).catch(() => undefined);
    return defaultLevel(summary);
  } catch (error) {
    warnAccessLevelThrew(error);
    return defaultLevel(summary);
  }
}

function warnAccessLevelThrew(error: unknown): void {
  warnOnce(
    'AIOLOCALS_ACCESS_LEVEL_THREW',
    '',
    `\`accessLog.level\` threw: ${thrownText(error)}. The default level is used. ` +
      'Make it return a level or false for any request. Reported once.',
  );
}

function warnNoAccessLevel(returned: unknown): void {
  warnOnce(
    'AIOLOCALS_NO_ACCESS_LEVEL',
    '',
    `\`accessLog.level\` returned ${describe(returned)}. The default level is used. ` +
      'Make it return a level or false, without waiting for anything. Reported once.',
  );
}

function warnUnknownAccessLevel(logger: Logger, returned: string): void {
  warnOnce(
    'AIOLOCALS_NO_ACCESS_LEVEL',
    returned,
    `\`accessLog.level\` returned ${describe(returned)}. The default level is used. ` +
      `Make it return another: ${levelsHint(logger, returned)}. Reported once.`,
  );
}
