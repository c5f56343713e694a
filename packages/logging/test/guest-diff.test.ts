import { Writable } from 'node:stream';
import { attachContext } from '@aiolocals/logging';
import { afterAll, describe, expect, test } from 'vitest';
import winston from 'winston';
import { inRequest } from './support/in-request.js';
import { logCalls } from './support/log-calls.js';

const { format } = winston;
const MESSAGE: unique symbol = Symbol.for('message');

/** What a format, and a transport, can see of an entry. */
const seen = format((info) => {
  const symbols = Object.getOwnPropertySymbols(info).map(String).toSorted();
  const splat = (info[Symbol.for('splat')] as unknown[] | undefined)?.length;
  return Object.assign(info, {
    seen: [info instanceof Error, symbols.join(), splat, Object.keys(info).toSorted().join()].join(
      '|',
    ),
  });
});

const formats: Record<string, () => winston.Logform.Format> = {
  json: () => format.json(),
  simple: () => format.simple(),
  printf: () =>
    format.printf((info) => `${info.level} ${String(info.message)} ${String(info.stack)}`),
  'splat, json': () => format.combine(format.splat(), format.json()),
  'errors, splat, simple': () =>
    format.combine(format.errors({ stack: true, cause: true }), format.splat(), format.simple()),
  prettyPrint: () => format.prettyPrint(),
  cli: () => format.cli(),
  'what formats see': () => format.combine(seen(), format.json()),
};

const REQUEST = { requestId: 'REQ1', requestPath: '/orders' };

interface Outcome {
  readonly lines: string[];
  readonly thrown: string[];
}

/** Logs to a logger whose transport keeps lines, and the keys that it sees. */
function outcomeOf(
  name: string,
  call: (logger: winston.Logger) => unknown,
  make: (own: winston.Logform.Format, transport: winston.transport) => winston.Logger,
): Outcome {
  const lines: string[] = [];
  const thrown: string[] = [];
  class Keeping extends winston.transports.Stream {
    override log(info: { [MESSAGE]: string }, callback: () => void): void {
      const kinds = Reflect.ownKeys(info).map(String).toSorted().join();
      lines.push(`${info[MESSAGE]} <${kinds}> ${info instanceof Error}`);
      callback();
    }
  }
  const transport = new Keeping({ stream: new Writable(), handleExceptions: true });
  const logger = make((formats[name] as () => winston.Logform.Format)(), transport);
  try {
    call(logger);
  } catch (error) {
    thrown.push(String(error));
  }
  logger.close();
  return { lines: lines.map(withoutTime), thrown };
}

/** Durations differ each time. */
const withoutTime = (line: string): string =>
  line.replaceAll(/durationMs"?: ?"?\d+/g, 'durationMs: 0');

const table: string[] = [];
afterAll(() => {
  if (process.env.GUEST_TABLE !== undefined) console.log(table.join('\n'));
});

describe.each(Object.entries(logCalls))('%s', (what, call) => {
  test('a guest’s line is that of winston, byte for byte, with the fields of the request', () => {
    const names = Object.keys(formats);
    const same = names.map((name) => {
      const outside = outcomeOf(name, call, (own, transports) =>
        attachContext(winston.createLogger({ format: own, transports, level: 'debug' })),
      );
      const stock = outcomeOf(name, call, (own, transports) =>
        winston.createLogger({ format: own, transports, level: 'debug' }),
      );
      const inside = inRequest(REQUEST.requestId, REQUEST.requestPath, () =>
        outcomeOf(name, call, (own, transports) =>
          attachContext(winston.createLogger({ format: own, transports, level: 'debug' })),
        ),
      );
      const added = format((info) => Object.assign(info, REQUEST));
      const expected = outcomeOf(name, call, (own, transports) =>
        winston.createLogger({ format: format.combine(added(), own), transports, level: 'debug' }),
      );
      expect({ name, ...outside }).toEqual({ name, ...stock });
      expect({ name, ...inside }).toEqual({ name, ...expected });
      return stock.lines.length;
    });
    table.push(`${what}: ${same.length} of ${names.length} formats the same, ${same[0]} lines`);
  });
});
