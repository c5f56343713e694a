import { configureLogging, type ConfiguredLogger, type LoggingOptions } from '@aiolocals/logging';
import { makeSink, SinkConfiguration } from './sink.js';

/** Configures the root logger to print to `lines`. */
export function configured(options: Omit<LoggingOptions, 'logConfiguration'> = {}): {
  logger: ConfiguredLogger;
  lines: string[];
} {
  const { lines, transport } = makeSink();
  const logConfiguration = new SinkConfiguration(transport);
  return { logger: configureLogging('orders', { ...options, logConfiguration }), lines };
}

/** Lines in JSON as objects. */
export function parse(lines: readonly string[]): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The messages of lines in JSON. */
export function messages(lines: readonly string[]): unknown[] {
  return parse(lines).map(({ message }) => message);
}
