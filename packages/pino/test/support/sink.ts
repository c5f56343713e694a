import { pino, type Logger, type LoggerOptions } from 'pino';
import { Context, request } from '@aiolocals/core';

/** What a logger wrote. */
export interface Sink {
  readonly lines: string[];
  write(line: string): void;
}

/** Returns a destination that keeps its lines. */
export function makeSink(): Sink {
  const lines: string[] = [];
  return {
    lines,
    write: (line) => {
      lines.push(line);
    },
  };
}

/** Returns a logger whose lines differ in nothing but what was logged, and its lines. */
export function makeLogger(options: LoggerOptions = {}): { logger: Logger; lines: string[] } {
  const sink = makeSink();
  const logger = pino({ base: { pid: 1 }, timestamp: () => ',"time":1', ...options }, sink);
  return { logger, lines: sink.lines };
}

/** Runs `fn` in the context of a request. */
export function inRequest<Result>(id: string, path: string, fn: () => Result): Result {
  return new Context().run(() => {
    request.id = id;
    request.path = path;
    return fn();
  });
}

/** Returns the lines as objects. */
export function parse(lines: readonly string[]): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
