import type { AnyTransport } from '../winston/shapes.js';
import { awaitOpenFile } from './await-open-file.js';
import { countBatches } from './batches.js';
import { watchFailures } from './failures.js';
import { countRequests } from './in-flight.js';
import { watchEnd } from './unknown-end.js';
import { makeAccept, makeWriteBacklog } from './write-backlog.js';
import { makeWriteLine } from './write-line.js';

const prepared = new WeakSet<AnyTransport>();

/**
 * Makes a transport respect the context of each entry: its own format runs in that context, and what the context decided
 * about the level stands. Preparing twice is preparing once.
 */
export function prepareTransport(transport: AnyTransport): void {
  if (prepared.has(transport)) return;
  prepared.add(transport);
  watchFailures(transport);
  watchEnd(transport);
  countRequests(transport);
  countBatches(transport);
  awaitOpenFile(transport);

  const { _writev: writev, _accept: accept } = transport;
  transport._write = makeWriteLine(transport);
  // Only winston's own transports take a backlog in one piece.
  if (accept === undefined || writev === undefined) return;
  transport._writev = makeWriteBacklog(transport, writev);
  transport._accept = makeAccept(transport, accept);
}
