import { Writable } from 'node:stream';
import winston from 'winston';
import type { Sink } from './sink.js';

const MESSAGE: unique symbol = Symbol.for('message');

/**
 * Makes a transport that takes a turn of the event loop for each line, so that nearly all lines pile up. It emits `logged`
 * after each.
 */
export function makeSlowTransport(
  options: { level?: string; format?: winston.Logform.Format } = {},
): Sink {
  const lines: string[] = [];
  class Slow extends winston.transports.Stream {
    override log(info: { [MESSAGE]: string }, callback: () => void): void {
      lines.push(info[MESSAGE]);
      setImmediate(() => {
        this.emit('logged', info);
        callback();
      });
    }
  }
  return { lines, transport: new Slow({ ...options, stream: new Writable() }) };
}
