import { request } from '@aiolocals/core';
import type { RequestSummary } from '@aiolocals/core/http';
import { describe } from '@aiolocals/core/options';
import { type Levelled, levelsHint } from '../level/level-names.js';
import { thrownText } from '../safe-read.js';
import { warnOnce } from '../warn-once.js';

type LevelOf = (summary: RequestSummary) => string | false;

/** The line of a request that is finished. */
export interface AccessLine {
  readonly level: string;
  readonly message: string;
  /** What the message says, and more, by name. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The fields of an access line that its message shows. */
export const SHOWN_BY_ACCESS_LINE: ReadonlySet<string> = new Set([
  'method',
  'path',
  'status',
  'duration',
  'bytes',
  'aborted',
]);

/** Returns the line of a request that is finished, or undefined if `levelOf` returns false. */
export function accessLine(
  logger: Levelled,
  levelOf: LevelOf,
  summary: RequestSummary,
): AccessLine | undefined {
  const level = levelFor(logger, levelOf, summary);
  if (level === false) return undefined;
  const { method, path, status, bytes, aborted, rejectedId } = summary;
  const duration = Math.round(summary.duration * 1000) / 1000;
  const end = aborted ? ', the client went away' : '';
  const message = `${method} ${path} ${status} ${duration} ms ${bytes} bytes${end}`;
  // A line has the path of its request already, unless the application has assigned another one.
  const own = path === request.path ? {} : { path };
  return {
    level,
    message,
    fields: { method, ...own, status, duration, bytes, aborted, rejectedId },
  };
}

/** Returns the level of a request's line by its status. */
export function defaultLevel({ status, aborted }: RequestSummary): string {
  if (status >= 500) return 'error';
  return status >= 400 || aborted ? 'warn' : 'info';
}

function levelFor(logger: Levelled, levelOf: LevelOf, summary: RequestSummary): string | false {
  try {
    const level: unknown = levelOf(summary);
    if (level === false || (typeof level === 'string' && Object.hasOwn(logger.levels, level)))
      return level;
    if (typeof level === 'string') warnUnknownAccessLevel(logger, level);
    else warnNoAccessLevel(level);
    // A promise settles too late for the line.
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

function warnUnknownAccessLevel(logger: Levelled, returned: string): void {
  warnOnce(
    'AIOLOCALS_NO_ACCESS_LEVEL',
    returned,
    `\`accessLog.level\` returned ${describe(returned)}. The default level is used. ` +
      `Make it return another: ${levelsHint(logger, returned)}. Reported once.`,
  );
}
