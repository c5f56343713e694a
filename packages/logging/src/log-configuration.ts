import winston from 'winston';
import { jsonFormat, textFormat } from './internal/line/formats.js';
import { RequestIdFilter } from './request-id-filter.js';

const DEFAULT_FORMAT = '{name}: [{requestPath}#{requestId}] {level} - {message}';

/**
 * What `configureLogging` asks for. Inherit from it, override a part, and pass an instance.
 *
 * @example
 * ```ts
 * import { configureLogging, LogConfiguration } from '@aiolocals/logging';
 *
 * class Quiet extends LogConfiguration {
 *   override format = '{timestamp} {name} {requestId} {level} {message}';
 *
 *   override getLoggingLevel(debug: boolean): string {
 *     return debug ? 'verbose' : 'warn';
 *   }
 * }
 * configureLogging('orders', { logConfiguration: new Quiet() });
 * ```
 */
export class LogConfiguration {
  /** The name of the service. By default the one that `configureLogging` is given, or the title of the process. */
  name: string | undefined = undefined;

  /**
   * The template of a text line. `{name}`, `{level}`, `{message}`, `{requestId}`, `{requestPath}`, `{timestamp}` and
   * every other field of the entry may stand in it.
   */
  format: string = DEFAULT_FORMAT;

  /**
   * Returns the winston format that makes the line: text by the template in debug mode, one JSON object a line
   * otherwise. A template of your own is used in both.
   *
   * @param debug - As given to `configureLogging`.
   */
  getFormatter(debug: boolean): winston.Logform.Format {
    if (!debug && this.format === DEFAULT_FORMAT) return jsonFormat();
    return textFormat(this.format, this.name ?? process.title);
  }

  /** Returns the winston formats that run before the formatter, and may add to the entry or drop it. */
  getFilters(): Iterable<winston.Logform.Format> {
    return [new RequestIdFilter()];
  }

  /**
   * Returns the winston transport that writes the lines: the console.
   *
   * @param _debug - As given to `configureLogging`.
   */
  getLogHandler(_debug: boolean): winston.transport {
    return new winston.transports.Console();
  }

  /**
   * Returns the least important level that is logged: `debug` or `info`.
   *
   * @param debug - As given to `configureLogging`.
   */
  getLoggingLevel(debug: boolean): string {
    return debug ? 'debug' : 'info';
  }
}
