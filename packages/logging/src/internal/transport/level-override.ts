import type { LogContext } from '../entry/log-context.js';
import type { AnyTransport } from '../winston/shapes.js';
import { LEVEL } from '../winston/symbols.js';

/**
 * Returns whether the transport writes the entry by what its context decided; undefined if nothing was decided for this
 * transport, so that its own level or the logger's does.
 */
export function overriddenFor(
  transport: AnyTransport,
  logContext: LogContext,
): boolean | undefined {
  if (transport.level || transport._accept === undefined)
    return logContext.forLevelled ? undefined : false;
  return logContext.forLevelless;
}

/** Calls a method of the transport while it has the level of the entry, so that it does not refuse the entry. */
export function withLevelOf<Args extends unknown[], Result>(
  transport: AnyTransport,
  info: unknown,
  method: (this: AnyTransport, ...args: Args) => Result,
  ...args: Args
): Result {
  const { level } = transport;
  transport.level = (info as { [LEVEL]: string })[LEVEL];
  try {
    return method.apply(transport, args);
  } finally {
    if (level === undefined) delete transport.level;
    else transport.level = level;
  }
}
