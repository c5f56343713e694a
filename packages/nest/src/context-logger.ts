import { ConsoleLogger, type LoggerService } from '@nestjs/common';
import { entryOf } from './internal/logger/entry-of.js';
import { requestPrefix } from './internal/logger/request-prefix.js';

type LogMethod = (message: string, fields: object) => unknown;
type Level = 'log' | 'error' | 'warn' | 'debug' | 'verbose' | 'fatal';

/** What {@link ContextLogger} writes to: a logger of winston, such as `configureLogging` of `@aiolocals/logging` returns. */
export interface LogTarget {
  readonly error: LogMethod;
  readonly warn: LogMethod;
  readonly info: LogMethod;
  readonly debug: LogMethod;
  readonly verbose: LogMethod;
}

/** The level of winston for each of Nest. */
const TARGET_LEVEL: Readonly<Record<Level, keyof LogTarget>> = {
  log: 'info',
  error: 'error',
  warn: 'warn',
  debug: 'debug',
  verbose: 'verbose',
  fatal: 'error',
};

/**
 * Nest's logger, with the request on each line.
 *
 * With a target, a line is the message and the fields `context` and `stack`, as Nest hands them over, and `fatal` for a
 * fatal one. Objects that are logged become further fields. The target says which request a line is of: call
 * `attachContext` of `@aiolocals/logging` on a logger of your own. Without a target, Nest's `ConsoleLogger` writes the
 * lines, each of which starts with the path and the id of the request.
 *
 * @example
 * ```ts
 * import { configureLogging } from '@aiolocals/logging';
 * import { ContextLogger } from '@aiolocals/nest';
 * import { NestFactory } from '@nestjs/core';
 *
 * class AppModule {}
 *
 * const app = await NestFactory.create(AppModule, { bufferLogs: true });
 * app.useLogger(new ContextLogger(configureLogging('cats')));
 * ```
 */
export class ContextLogger implements LoggerService {
  readonly #target: LogTarget | undefined;
  readonly #console = new ConsoleLogger();

  constructor(target?: LogTarget) {
    this.#target = target;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('log', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('verbose', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: Level, message: unknown, rest: readonly unknown[]): void {
    if (this.#target === undefined) {
      const text = typeof message === 'string' ? requestPrefix() + message : message;
      this.#console[level](text, ...rest);
      return;
    }
    const { text, fields } = entryOf(message, rest, level === 'error' || level === 'fatal');
    this.#target[TARGET_LEVEL[level]](
      text,
      level === 'fatal' ? { ...fields, fatal: true } : fields,
    );
  }
}
