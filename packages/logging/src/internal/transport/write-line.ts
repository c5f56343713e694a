import { Context } from '@aiolocals/core';
import { lineInHand, logContextOfWritten } from '../entry/line-in-hand.js';
import { type LogContext, logContextOf } from '../entry/log-context.js';
import { thrownText, warnOnce } from '@aiolocals/lines/logger';
import type { AnyTransport, Callback } from '../winston/shapes.js';
import { MESSAGE } from '../winston/symbols.js';
import { overriddenFor, withLevelOf } from './level-override.js';
import { inContextOf } from './in-context-of.js';

/** Returns the `_write` of a transport: it offers the line to the transport as the line's context has decided. */
export function makeWriteLine(transport: AnyTransport): AnyTransport['_write'] {
  const { _write: write } = transport;
  // Only winston's own transports have `_accept`. Any other stream gets its own callback.
  const completed = transport._accept === undefined ? undefined : makeCompleted(transport);

  const writeLine = (
    info: unknown,
    encoding: string,
    written: Callback,
    logContext: LogContext | undefined,
  ): void => {
    const isGuest = logContextOf(info) === undefined;
    const callback = completed === undefined ? written : completed(written);
    const isWanted =
      logContext?.overridesLevels === true ? overriddenFor(transport, logContext) : undefined;
    if (isWanted === false) {
      callback();
      return;
    }
    try {
      const line =
        logContext?.terminalLine === undefined
          ? info
          : asShown(transport, info, logContext.terminalLine);
      if (isWanted === undefined) write.call(transport, line, encoding, callback);
      else withLevelOf(transport, info, write, line, encoding, callback);
    } catch (error) {
      if (isGuest) throw error;
      warnTransportThrew(transport, error);
      // Otherwise the transport, and each later line, would wait for this line.
      if (transport._writableState.writing) callback();
    }
  };

  return (info, encoding, written) => {
    const inHand = info === lineInHand.output ? lineInHand.logContext : undefined;
    if (inHand !== undefined && lineInHand.isAtCall && !inHand.overridesLevels) {
      if (inHand.terminalLine === undefined) {
        const callback = completed === undefined ? written : completed(written);
        write.call(transport, info, encoding, callback);
        return;
      }
    }
    const logContext = logContextOf(info) ?? logContextOfWritten(info);
    if (logContext?.isAtCall === true || isCurrent(logContext, inHand))
      writeLine(info, encoding, written, logContext);
    else inContextOf(logContext, info, () => writeLine(info, encoding, written, logContext));
  };
}

/** Whether the line is a hardened logger's, and its context is current. */
function isCurrent(logContext: LogContext | undefined, inHand: LogContext | undefined): boolean {
  return (
    logContext !== undefined && inHand === undefined && Context.current() === logContext.context
  );
}

/** Returns the entry as the console shows it if that is a terminal. Other transports get the plain line. */
export function asShown(
  transport: AnyTransport,
  info: unknown,
  terminalLine: string | undefined,
): unknown {
  if (terminalLine === undefined || transport.name !== 'console') return info;
  return { ...(info as object), [MESSAGE]: terminalLine };
}

export function warnTransportThrew(transport: AnyTransport, error: unknown): void {
  const { name } = transport.constructor;
  warnOnce(
    'AIOLOCALS_TRANSPORT_THREW',
    name,
    `The transport \`${name}\` threw and did not write a line: ${thrownText(error)}. ` +
      'Make its `log` method pass errors to its callback. Reported once.',
  );
}

/**
 * Returns a function that makes the callback for a line from the callback of the stream.
 *
 * A line that the transport wrote before its `log` returned is complete at once. The stream would wait for the next
 * tick, which is a seventh of the cost of a line. winston does the same for lines below the level of a transport.
 */
function makeCompleted(transport: AnyTransport): (written: Callback) => Callback {
  let known: Callback | undefined;
  let complete: Callback | undefined;
  let noCallback: unknown;
  return (written) => {
    // A stream passes the same function for each of its lines.
    if (complete !== undefined && written === known) return complete;
    known = written;
    complete = (error) => {
      const { _writableState: state } = transport;
      const { writecb } = state;
      // The placeholder that the stream uses for writes without a callback, as those of a logger are.
      if (writecb !== noCallback && writecb?.name === 'nop') noCallback = writecb;
      // Code that waits for the end of a write, for an error or for room expects to be called later.
      if (writecb === noCallback && !error && !state.needDrain) state.sync = false;
      written(error);
    };
    return complete;
  };
}
