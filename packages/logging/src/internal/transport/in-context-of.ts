import { Context } from '@aiolocals/core';
import { lineInHand, withLine } from '../entry/line-in-hand.js';
import type { LogContext } from '../entry/log-context.js';

/**
 * Runs `write`, which offers a line to a transport, in the context of the line's log call: the transport's own format and
 * `log` can read Locals. A line that waited would otherwise be written in the context of the code that made room for
 * it.
 */
export function inContextOf(
  logContext: LogContext | undefined,
  info: unknown,
  write: () => void,
): void {
  // A line of a logger that is not attached.
  if (logContext === undefined) {
    write();
    return;
  }
  const { context } = logContext;
  const enter = (): void => {
    if (Context.current() === context) write();
    else if (context === undefined) Context.exit(write);
    else context.enter(write);
  };
  if (lineInHand.logContext === logContext) enter();
  else withLine(logContext, info, false, enter);
}
