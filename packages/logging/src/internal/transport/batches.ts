import type { AnyTransport } from '../winston/shapes.js';
import { begin, countCallbacks } from './in-flight.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What well-known transports of third parties keep lines in, beyond their stream. */
interface Batching {
  /** winston-daily-rotate-file: a stream, or something that only looks like one. */
  readonly logStream?: { write?: Method; readonly writableLength?: number };
  /** winston-elasticsearch. */
  readonly bulkWriter?: { write?: Method; readonly bulk?: readonly unknown[] };
  /** winston-cloudwatch. */
  readonly logEvents?: readonly unknown[];
  submit?: Method;
  /** winston-loki. */
  readonly batcher?: {
    readonly batch?: { readonly streams?: readonly unknown[] };
    readonly batchesSending?: number;
    sendBatchToLoki?: Method;
  };
}

/** Whether the transport holds lines in a batch of its own. */
export function hasBatch(transport: AnyTransport): boolean {
  const { bulkWriter, logEvents, batcher } = transport as Batching;
  return (
    [transport.batchOptions, bulkWriter?.bulk, logEvents, batcher?.batch?.streams].some(
      (batch) => Array.isArray(batch) && batch.length > 0,
    ) || (batcher?.batchesSending ?? 0) > 0
  );
}

/** Counts what the transport sends, so that a line counts as on its way until it has arrived. */
export function countBatches(transport: AnyTransport): void {
  const { logStream, bulkWriter, submit } = transport as Batching;
  if (logStream?.write !== undefined && logStream.writableLength === undefined) {
    const { write } = logStream;
    // What looks like a stream passes its second argument on to the file that it has open: a callback reaches that.
    logStream.write = function (chunk, ...rest) {
      if (rest.length > 0) return Reflect.apply(write, this, [chunk, ...rest]);
      return Reflect.apply(write, this, [chunk, begin(transport)]);
    };
  }
  if (bulkWriter?.write !== undefined) {
    const { write } = bulkWriter;
    bulkWriter.write = function (...args) {
      const end = begin(transport);
      const sent = Reflect.apply(write, this, args);
      void Promise.resolve(sent).then(end, end);
      return sent;
    };
  }
  if (submit !== undefined && Array.isArray((transport as Batching).logEvents))
    (transport as Batching).submit = countCallbacks(transport, submit);
}

/** Makes the transport send what it has gathered, without waiting for its interval. */
export function sendBatch(transport: AnyTransport): void {
  const { logEvents, submit, batcher } = transport as Batching;
  if ((transport.batchOptions?.length ?? 0) > 0)
    transport._doBatchRequest?.(transport.batchCallback, transport.auth, transport.path);
  if ((logEvents?.length ?? 0) > 0) submit?.call(transport, ignore);
  if ((batcher?.batch?.streams?.length ?? 0) > 0 && (batcher?.batchesSending ?? 0) === 0)
    void Promise.resolve(batcher?.sendBatchToLoki?.()).catch(ignore);
}

/** Whether the transport is one that can be asked about its lines, beyond its stream. */
export function isAskable(transport: AnyTransport): boolean {
  const { logStream, bulkWriter, logEvents, batcher } = transport as Batching;
  const { flush, _stream, _dest, name } = transport as AnyTransport & {
    readonly flush?: unknown;
    readonly _stream?: unknown;
    readonly _dest?: unknown;
  };
  return (
    [logStream, bulkWriter, logEvents, batcher, _stream, _dest, flush].some(
      (found) => found !== undefined && found !== null,
    ) ||
    name === 'console' ||
    (name === 'http' && transport.batchOptions !== undefined) ||
    typeof transport._doRequest === 'function' ||
    typeof transport._request === 'function'
  );
}

function ignore(): void {
  // What fails to be sent is looked for in the batch.
}
