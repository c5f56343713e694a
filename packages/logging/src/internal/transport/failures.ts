import type { AnyTransport } from '../winston/shapes.js';

/** The transports that reported a failure since the last flush. */
const failed = new WeakSet<AnyTransport>();

/** Remembers failures of a transport. Each of them can have cost lines. */
export function watchFailures(transport: AnyTransport): void {
  // Other streams: a listener of `error` would change what a pipe does with it.
  if (transport._accept === undefined) return;
  for (const event of ['error', 'warn', 'warning']) transport.on?.(event, () => failed.add(transport));
}

/** Notes that a request of the transport was refused. */
export function noteFailure(transport: AnyTransport): void {
  failed.add(transport);
}

/** Whether the transport failed since this was last asked. */
export function takeFailure(transport: AnyTransport): boolean {
  return failed.delete(transport);
}
