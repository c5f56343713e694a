import { attachContext, configureLogging } from '@aiolocals/logging';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import winston from 'winston';
import { parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';
import { runsOf } from '../../../fuzz-runs.js';

const RUNS = process.env['WINSTON'] === 'winston-oldest' ? 200 : 1000;
const { combine, json, splat } = winston.format;

type Call = (logger: winston.Logger, args: readonly unknown[]) => unknown;

const calls: Record<string, Call> = {
  'a level method': (logger, args) => (logger.info as (...each: unknown[]) => unknown)(...args),
  '`log` with a level': (logger, args) =>
    (logger.log as (...each: unknown[]) => unknown)('info', args[0], ...args.slice(1)),
  '`log` with an object': (logger, [meta, message]) =>
    logger.log({ ...(meta as object), level: 'info', message: message as string }),
  'a child': (logger, args) =>
    (logger.child({ part: 'a', requestId: 'forged' }).info as (...each: unknown[]) => unknown)(
      ...args,
    ),
};

const key = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom(
    'arguments',
    'error',
    'message',
    'requestId',
    'requestPath',
    'timestamp',
    'shadowed',
    'splat',
    'stack',
    'cause',
    'errors',
    'toString',
    'constructor',
    'service',
    'late',
  ),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(
      fc.constantFrom('a', '%s', '%d', '%c', '%j', '%o', '%%', 'GET /caf%c3%a9', '\n', '\u202E'),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join(' ')),
);
const object = fc.dictionary(
  key,
  fc.oneof(
    text,
    fc.integer(),
    fc.constant(null),
    fc.array(fc.integer(), { maxLength: 3 }),
    fc.object({ maxDepth: 1 }),
  ),
  { maxKeys: 4 },
);
const error = fc.tuple(text, object).map(([message, fields]) => {
  const made = new Error(message);
  for (const [name, value] of Object.entries(fields))
    if (!(name in made))
      Object.defineProperty(made, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  return made;
});
const arg = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 3, arbitrary: object },
  { weight: 2, arbitrary: error },
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, undefined, 5n, Number.NaN, new Date(0)),
  fc.array(fc.integer(), { maxLength: 3 }),
);

/** What an argument holds, at any depth that winston reaches. */
function stateOf(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > 3) return value;
  return Reflect.ownKeys(value).map((name) => [
    name,
    stateOf((value as Record<PropertyKey, unknown>)[name], depth + 1),
  ]);
}

const modes: Record<string, () => { logger: winston.Logger; lines: string[] }> = {
  'a guest’s logger': () => {
    const { lines, transport } = makeSink();
    return {
      logger: attachContext(
        winston.createLogger({ format: combine(splat(), json()), transports: transport }),
      ),
      lines,
    };
  },
  'a hardened logger': () => {
    const { lines, transport } = makeSink();
    const logger = winston.createLogger({
      format: combine(splat(), json()),
      transports: transport,
    });
    return { logger: attachContext(logger, { hardened: true }), lines };
  },
  'the configured logger': () => {
    const { lines, transport } = makeSink();
    const logConfiguration = new SinkConfiguration(transport);
    return { logger: configureLogging('orders', { debug: false, logConfiguration }), lines };
  },
};

describe.each(Object.entries(modes))('%s', (mode, make) => {
  test(`${RUNS} random calls throw nothing, print a line each, and change nothing of what they pass`, () => {
    const { logger, lines } = make();
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(calls)),
        fc.array(arg, { minLength: 1, maxLength: 4 }),
        (call, args) => {
          lines.length = 0;
          const before = stateOf(args);
          inRequest('REQ1', '/path', () => call(logger, args));
          expect(lines).toHaveLength(1);
          const [line] = parse(lines);
          // winston takes an array or a date that is logged alone for the entry, and its JSON has no place for fields.
          const isGuest = mode === 'a guest’s logger';
          const isEntry = typeof line === 'object' && !Array.isArray(line);
          const request = { requestId: 'REQ1', requestPath: '/path' };
          const ours: unknown = expect.objectContaining(
            isGuest ? request : { ...request, level: 'info' },
          );
          expect(line).toEqual(isGuest && !isEntry ? line : ours);
          expect(stateOf(args)).toEqual(before);
        },
      ),
      { numRuns: runsOf(RUNS) },
    );
  });
});
