import { Writable } from 'node:stream';
import { LogConfiguration } from '@aiolocals/logging';
import winston from 'winston';

/** A transport that keeps the lines which it is given. */
export interface Sink {
  readonly lines: string[];
  readonly transport: winston.transport;
}

/** Makes a transport that writes to a stream which keeps the lines. */
export function makeSink(options: { level?: string } = {}): Sink {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      lines.push(String(chunk).replace(/\n$/, ''));
      callback();
    },
  });
  return { lines, transport: new winston.transports.Stream({ stream, ...options }) };
}

/** The default configuration, but for the transport. */
export class SinkConfiguration extends LogConfiguration {
  readonly #transport: winston.transport;

  constructor(transport: winston.transport) {
    super();
    this.#transport = transport;
  }

  override getLogHandler(): winston.transport {
    return this.#transport;
  }
}
