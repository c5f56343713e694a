import type { CapturedLines } from './capture-lines.js';
import type { LogEntry } from './log-entry.js';

/** What was logged: what `captureLines` kept, lines as text or objects, or the whole output of a process. */
export type Logged = CapturedLines | readonly (string | LogEntry)[] | string;

/**
 * The fields that a line has to have. Each value is compared for deep equality; a RegExp has to match, a matcher of
 * Vitest or Jest such as `expect.any(Number)` decides, and `undefined` means that the line has no such field.
 *
 * `message` is `msg` of pino too, `level` the name of a level of pino, and `requestId` is `reqId` of Fastify.
 */
export interface ExpectedLine {
  readonly requestId?: unknown;
  readonly requestPath?: unknown;
  readonly level?: unknown;
  readonly message?: unknown;
  readonly [field: string]: unknown;
}
