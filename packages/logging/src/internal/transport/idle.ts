import { pipesOf } from '../winston/levels.js';
import { isUnderway } from './in-flight.js';
import type { AnyLogger, AnyTransport } from '../winston/shapes.js';

/** What is asked of a stream; winston's come from `readable-stream`. */
interface Buffering {
  readonly writableLength?: number;
  readonly readableLength?: number;
}

/** What winston's transports write to, and third parties' that were made after their pattern. */
interface Sinks {
  /** Of File and Stream. */
  readonly _stream?: Buffering;
  /** Of File: where `_stream` is piped to. */
  readonly _dest?: Buffering;
  readonly _opening?: boolean;
}

/** Whether every line has left the logger, its transports and the streams that these write to. */
export function isIdle(logger: AnyLogger): boolean {
  return isEmpty(logger as Buffering) && pipesOf(logger).every(isTransportIdle);
}

function isTransportIdle(transport: AnyTransport): boolean {
  const { _stream: stream, _dest: destination, _opening: opening } = transport as Sinks;
  if ((transport.batchOptions?.length ?? 0) > 0) return false;
  if (opening === true || isUnderway(transport)) return false;
  if (transport.name === 'console' && !(isEmpty(process.stdout) && isEmpty(process.stderr))) {
    return false;
  }
  return isEmpty(transport) && isEmpty(stream) && isEmpty(destination);
}

function isEmpty(stream: Buffering | undefined): boolean {
  if (stream === undefined || stream === null) return true;
  return (stream.writableLength ?? 0) === 0 && (stream.readableLength ?? 0) === 0;
}
