import { inspect } from 'node:util';
import type { Context } from '@aiolocals/core';
import type { RequestNames } from '@aiolocals/lines/logger';
import { lateness, request, requestText } from '../for-each-line.js';
import { LOG_CONTEXT } from './symbols.js';

/** What is known about an entry at its log call. It travels with the entry to the transports. */
export class LogContext {
  /** The current context at the log call. */
  declare context: Context | undefined;
  declare readonly requestId: string;
  declare readonly requestPath: string;
  /** How many seconds before the log call the context ended, if that is beyond the grace period. */
  declare readonly late: number | undefined;
  /** What the fields of the request are called on the line. */
  declare readonly names: RequestNames;
  /** Whether the `error` of the entry is an error that was logged, not a field of that name. */
  declare hasError: boolean;
  /** Whether the line is being written within its log call, in the context of the call. */
  declare isAtCall: boolean;
  /** Fields that a text line need not repeat. */
  declare alreadyInMessage: ReadonlySet<string> | undefined;
  /** Whether the two fields below differ from the levels of the logger and its transports. */
  declare overridesLevels: boolean;
  /** Whether transports without a level of their own write the entry; undefined if the logger's level decides. */
  declare forLevelless: boolean | undefined;
  /** Whether transports with a level of their own may write the entry. */
  declare forLevelled: boolean;
  /** What the format returned: undefined until it has run, false if it dropped the entry. */
  declare output: object | false | undefined;
  /** The line as a terminal shows it, if that differs. */
  declare terminalLine: string | undefined;

  constructor(context: Context | undefined, names: RequestNames) {
    this.context = context;
    // Not `Local.peek`, which allocates an object: this runs for each line.
    this.requestId = context === undefined ? '' : requestText(request.id);
    this.requestPath = context === undefined ? '' : requestText(request.path);
    this.late = context === undefined ? undefined : lateness(context);
    this.names = names;
    this.hasError = false;
    this.isAtCall = false;
    this.alreadyInMessage = undefined;
    this.overridesLevels = false;
    this.forLevelless = undefined;
    this.forLevelled = true;
    this.output = undefined;
    this.terminalLine = undefined;
  }

  /** Decides which transports get the entry, in place of the logger's level. */
  overrideLevels(forLevelless: boolean, forLevelled: boolean): void {
    this.overridesLevels = true;
    this.forLevelless = forLevelless;
    this.forLevelled = forLevelled;
  }

  /** Returns a copy for another output of the same log call. */
  withOutput(output: object): LogContext {
    const copy = Object.create(LogContext.prototype) as LogContext;
    return Object.assign(copy, this, { output });
  }
}

// winston's `prettyPrint` prints every property of an entry, so keep this one short.
Object.defineProperty(LogContext.prototype, inspect.custom, { value: () => '[captured]' });

/** Returns the log context of an entry, or undefined if its logger does not capture the context. */
export function logContextOf(info: unknown): LogContext | undefined {
  return (info as { [LOG_CONTEXT]?: LogContext } | null | undefined)?.[LOG_CONTEXT];
}
