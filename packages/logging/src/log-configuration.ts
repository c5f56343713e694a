import winston from 'winston';
import { jsonFormat } from './internal/line/json-line.js';
import { textFormat } from './internal/line/text-line.js';
import { RequestIdFilter } from './request-id-filter.js';

const DEFAULT_FORMAT = '{name}: [{requestPath}#{requestId}] {level} - {message}';

/**
 * The parts of the logging that `configureLogging` asks for. To change some of them, extend this class, override them,
 * and pass an instance.
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
  /** The name of the service. By default the one passed to `configureLogging`, or else the title of the process. */
  name: string | undefined = undefined;

  /**
   * The template of a text line. It can name `{name}`, `{level}`, `{message}`, `{requestId}`, `{requestPath}`,
   * `{timestamp}` and any other field of the entry.
   */
  format: string = DEFAULT_FORMAT;

  /**
   * Returns the winston format that makes the line: text by the template in debug mode, one JSON object per line
   * otherwise. If you set a template of your own, it is used in both.
   *
   * @param debug - As passed to `configureLogging`.
   */
  getFormatter(debug: boolean): winston.Logform.Format {
    if (!debug && this.format === DEFAULT_FORMAT) return jsonFormat();
    return textFormat(this.format, this.name ?? process.title);
  }

  /** Returns the winston formats that run before the formatter. They can add to an entry, or drop it. */
  getFilters(): Iterable<winston.Logform.Format> {
    return [new RequestIdFilter()];
  }

  /**
   * Returns the winston transport that writes the lines: the console.
   *
   * @param _debug - As passed to `configureLogging`.
   */
  getLogHandler(_debug: boolean): winston.transport {
    return new winston.transports.Console();
  }

  /**
   * Returns the least important level that is logged: `debug` in debug mode, `info` otherwise.
   *
   * @param debug - As passed to `configureLogging`.
   */
  getLoggingLevel(debug: boolean): string {
    return debug ? 'debug' : 'info';
  }
}
