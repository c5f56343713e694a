import type { AnyLogger, AnyTransport } from './shapes.js';

/** Returns the streams that the logger is piped to, without the array that winston's `transports` getter builds. */
export function pipesOf(logger: AnyLogger): readonly AnyTransport[] {
  const { pipes } = logger._readableState;
  if (pipes === null || pipes === undefined) return [];
  return Array.isArray(pipes) ? (pipes as readonly AnyTransport[]) : [pipes as AnyTransport];
}
