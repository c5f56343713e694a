import type { AnyLogger, AnyTransport } from './shapes.js';

/** The rank of a level; undefined if the logger has none of that name. */
export function rankOf(logger: AnyLogger, level: string): number | undefined {
  const rank: unknown = logger.levels[level];
  // `constructor` and its like are on every object.
  return typeof rank === 'number' ? rank : undefined;
}

/** Whether a line of this level passes where `limit` is the limit. No limit passes everything. */
export function passes(logger: AnyLogger, level: string, limit: string | undefined): boolean {
  const value = rankOf(logger, level);
  const most = limit === undefined ? undefined : rankOf(logger, limit);
  return value === undefined || most === undefined || value <= most;
}

/** The streams that the logger is piped to, without the array that winston makes of one. */
export function pipesOf(logger: AnyLogger): readonly AnyTransport[] {
  const { pipes } = logger._readableState;
  if (pipes === null || pipes === undefined) return [];
  return Array.isArray(pipes) ? (pipes as readonly AnyTransport[]) : [pipes as AnyTransport];
}

/** Whether something takes a line of this level although the logger's own level does not let it through. */
export function wantedByOwners(logger: AnyLogger, level: string): boolean {
  const pipes = pipesOf(logger);
  for (const transport of pipes) {
    // Not one of winston's transports: it has no level and takes everything, unless it waits for exceptions.
    if (transport._accept === undefined) {
      if (transport.handleExceptions !== true) return true;
    } else if (transport.level && passes(logger, level, transport.level)) return true;
  }
  return logger.listenerCount('data') > pipes.length;
}
