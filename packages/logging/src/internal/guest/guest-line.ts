import type { LogContext } from '../entry/log-context.js';

/** How far the line of a guest's logger has come. */
export type Phase = 'written' | 'formatted' | 'failed' | 'pushed';

/** One line of a guest's logger, from its log call until it is with the transports. */
export class GuestLine {
  readonly logContext: LogContext;
  phase: Phase = 'written';
  /** What the format of the logger returned. */
  output: unknown = undefined;

  constructor(logContext: LogContext) {
    this.logContext = logContext;
  }
}
