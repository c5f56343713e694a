import { Context } from '@aiolocals/core';
import { logContextOfWritten } from '../entry/line-in-hand.js';
import type { AnyTransport } from '../winston/shapes.js';
import { countLine } from './in-flight.js';
import { overriddenFor, withLevelOf } from './level-override.js';
import { inContextOf } from './in-context-of.js';
import { asShown, warnTransportThrew } from './write-line.js';

type Accept = NonNullable<AnyTransport['_accept']>;
type Writev = NonNullable<AnyTransport['_writev']>;

/** Returns the `_accept` of a transport, which it asks for each line of a backlog. */
export function makeAccept(transport: AnyTransport, accept: Accept): Accept {
  return (request) => {
    const { chunk } = request;
    const logContext = logContextOfWritten(chunk);
    const isWanted =
      logContext?.overridesLevels === true ? overriddenFor(transport, logContext) : undefined;
    if (isWanted === false) return false;
    const isAccepted =
      isWanted === undefined
        ? accept.call(transport, request)
        : withLevelOf(transport, chunk, accept, request);
    if (isAccepted) {
      request.chunk = asShown(transport, chunk, logContext?.terminalLine);
      countLine(transport, request);
    }
    return isAccepted;
  };
}

/**
 * Returns the `_writev` of a transport. It offers line by line, so that an error at one does not lose the next ones.
 */
export function makeWriteBacklog(transport: AnyTransport, writev: Writev): Writev {
  return (requests, callback) => {
    if (transport.logv !== undefined) {
      // Lines of several requests at once belong to none of them.
      Context.exit(() => writev.call(transport, requests, callback));
      return;
    }
    for (const request of requests) {
      const { chunk } = request;
      try {
        inContextOf(logContextOfWritten(chunk), chunk, () =>
          writev.call(transport, [request], () => undefined),
        );
      } catch (error) {
        warnTransportThrew(transport, error);
        request.callback();
      }
    }
    callback();
  };
}
