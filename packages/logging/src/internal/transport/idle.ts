import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger, AnyTransport } from '../winston/shapes.js';
import { hasBatch } from './batches.js';
import { hasInFlight } from './in-flight.js';

/** A stream of Node or of `readable-stream`, which winston uses. */
interface Buffering {
  readonly writableLength?: number;
  readonly readableLength?: number;
}

/** What winston's transports write to, and transports of third parties that were written after them. */
interface Sinks {
  /** File and Stream transports. */
  readonly _stream?: Buffering;
  /** File transport: where `_stream` is piped to. */
  readonly _dest?: Buffering;
  readonly _opening?: boolean;
  /** winston-daily-rotate-file. */
  readonly logStream?: Buffering;
}

/** Whether each line has left the logger, its transports and the streams that these write to. */
export function isIdle(logger: AnyLogger): boolean {
  return isEmpty(logger as Buffering) && pipesOf(logger).every(isTransportIdle);
}

function isTransportIdle(transport: AnyTransport): boolean {
  const { _stream: stream, _dest: destination, _opening: opening } = transport as Sinks;
  const { logStream } = transport as Sinks;
  if (hasBatch(transport) || !isEmpty(logStream)) return false;
  if (opening === true || hasInFlight(transport)) return false;
  if (transport.name === 'console' && !(isEmpty(process.stdout) && isEmpty(process.stderr))) {
    return false;
  }
  return isEmpty(transport) && isEmpty(stream) && isEmpty(destination);
}

function isEmpty(stream: Buffering | undefined): boolean {
  if (stream === undefined || stream === null) return true;
  return (stream.writableLength ?? 0) === 0 && (stream.readableLength ?? 0) === 0;
}
