import type winston from 'winston';
import { warnOnce } from '@aiolocals/lines/logger';

/**
 * Keeps the transports of a logger when they fail. An `error` event without a listener would end the process, and a full
 * disk must not end the service. Returns a function that stops it.
 */
export function keepTransports(logger: winston.Logger): () => void {
  const onError = (error: unknown, transport?: winston.transport): void => {
    warnTransportFailed(error, transport);
    // Old versions of winston remove a transport that failed. The next line may succeed.
    if (transport !== undefined && !logger.transports.includes(transport)) logger.add(transport);
  };
  logger.on('error', onError);
  return () => {
    logger.off('error', onError);
  };
}

function warnTransportFailed(error: unknown, transport?: winston.transport): void {
  const name = transport?.constructor.name ?? 'unknown';
  warnOnce(
    'AIOLOCALS_TRANSPORT_FAILED',
    name,
    `The transport \`${name}\` failed, and lines may be lost: ${String(error)}. Check what it writes to. Reported once.`,
  );
}
