import { errorMonitor } from 'node:events';
import type { Destination } from './destinations.js';

const watched = new WeakSet<Destination>();
const failed = new WeakSet<Destination>();

/** Notes from now on whether the destination fails, or drops a line. Nothing else changes. */
export function watchFailures(destination: Destination): void {
  if (watched.has(destination) || typeof destination.on !== 'function') return;
  watched.add(destination);
  const fail = (): void => {
    failed.add(destination);
  };
  destination.on(errorMonitor, fail);
  // sonic-boom, when its buffer is full.
  destination.on('drop', fail);
}

/** Whether the destination failed since that was last taken. */
export function hasFailed(destination: Destination): boolean {
  return failed.has(destination);
}

/** Whether the destination failed since this was last asked. */
export function takeFailure(destination: Destination): boolean {
  return failed.delete(destination);
}
