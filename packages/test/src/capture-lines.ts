import { Writable } from 'node:stream';
import type { LogEntry } from './log-entry.js';
import { parseLine } from './internal/parse-line.js';

/** The key under which winston keeps the text of an entry. */
const MESSAGE = Symbol.for('message');

/** A stream that keeps what is logged to it. */
export interface CapturedLines extends Writable {
  /** The lines as text, without their ends. Objects are shown as JSON. */
  readonly lines: readonly string[];
  /** What each line says. */
  readonly entries: readonly LogEntry[];
  /** Forgets the lines so far. */
  clear(): void;
}

/**
 * Returns a stream that keeps the lines which are written to it, as text or as objects: for a `Stream` transport of winston,
 * for pino, and for any logger that writes to a stream.
 *
 * @example
 * ```ts
 * import { captureLines } from '@aiolocals/test';
 * import winston from 'winston';
 *
 * const lines = captureLines();
 * const logger = winston.createLogger({ transports: [new winston.transports.Stream({ stream: lines })] });
 * logger.info('ready');
 * console.log(lines.entries); // [ { level: 'info', message: 'ready' } ]
 * ```
 */
export function captureLines(): CapturedLines {
  return new Capture();
}

class Capture extends Writable implements CapturedLines {
  #whole: (string | LogEntry)[] = [];
  /** The text after the last end of a line. */
  #rest = '';

  constructor() {
    super({ objectMode: true });
  }

  override _write(chunk: unknown, _encoding: string, callback: () => void): void {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) this.#take(chunk);
    else this.#keep(chunk as LogEntry & { [MESSAGE]?: unknown });
    callback();
  }

  get lines(): readonly string[] {
    return this.#all().map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  }

  get entries(): readonly LogEntry[] {
    return this.#all().map((line) => (typeof line === 'string' ? parseLine(line) : line));
  }

  clear(): void {
    this.#whole = [];
    this.#rest = '';
  }

  #all(): (string | LogEntry)[] {
    return this.#rest === '' ? this.#whole : [...this.#whole, this.#rest];
  }

  /** A transport of winston hands over its entry, of which only the text is what it would have written. */
  #keep(entry: LogEntry & { [MESSAGE]?: unknown }): void {
    const text = entry[MESSAGE];
    // A logger may go on to write to its object.
    this.#whole.push(typeof text === 'string' ? text : { ...entry });
  }

  #take(chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() as string;
    this.#whole.push(...lines.filter((line) => line !== ''));
  }
}
