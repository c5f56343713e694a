import type { AnyTransport } from '../winston/shapes.js';

/** The transports that reported a failure since the last flush. */
const failed = new WeakSet<AnyTransport>();

/** Remembers failures that a transport does not report as an `error`, of which the application is told. */
export function watchFailures(transport: AnyTransport): void {
  for (const event of ['warn', 'warning']) transport.on?.(event, () => failed.add(transport));
}

/** Notes that a request of the transport was refused. */
export function noteFailure(transport: AnyTransport): void {
  failed.add(transport);
}

/** Whether the transport failed since this was last asked. */
export function takeFailure(transport: AnyTransport): boolean {
  return failed.delete(transport);
}
