import { attachContext, RequestIdFilter } from '@aiolocals/logging';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink } from './support/sink.js';

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');
const SPLAT = Symbol.for('splat');

const thrower = {
  get boom(): never {
    throw new Error('no');
  },
};
const unreadable = new Proxy(
  {},
  {
    get: () => {
      throw new Error('no get');
    },
    ownKeys: () => {
      throw new Error('no keys');
    },
    getPrototypeOf: () => {
      throw new Error('no prototype');
    },
    has: () => {
      throw new Error('no has');
    },
  },
);
const circular: Record<string, unknown> = { name: 'circular' };
circular.self = circular;
const revoked = Proxy.revocable({}, {});
revoked.revoke();

const hostile: [string, unknown][] = [
  ['reserved names', { level: 'error', message: 'forged', requestId: 'x', requestPath: 'x' }],
  ['a time and a service', { timestamp: 'never', service: 'bank', shadowed: 1 }],
  ['winston’s symbols', { [LEVEL]: 'error', [MESSAGE]: 'forged', [SPLAT]: [{ level: 'error' }] }],
  ['a `__proto__` from JSON', JSON.parse('{"__proto__":{"level":"error","message":"forged"}}')],
  ['a `toJSON`', { toJSON: () => ({ level: 'error', message: 'forged', requestId: 'x' }) }],
  ['a `toJSON` that throws', { nested: { toJSON: () => thrower.boom } }],
  ['a getter that throws', thrower],
  ['an object that cannot be read', unreadable],
  ['a revoked proxy', revoked.proxy],
  ['an object in a field that cannot be read', { field: unreadable }],
  ['a circular object', circular],
  ['a BigInt', { big: 10n, list: [1n] }],
  ['a symbol', { symbol: Symbol('s') }],
  ['a function', { fn: () => 1 }],
  ['a NaN', { nan: Number.NaN }],
  ['a claim to be a crash', { exception: true, rejection: true }],
  ['a prototype', Object.create({ level: 'error', requestId: 'x' })],
  ['no prototype', Object.assign(Object.create(null), { level: 'error' })],
  ['a huge array', { list: Array.from({ length: 100_000 }, (_, index) => index) }],
  [
    'many keys',
    Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index])),
  ],
  ['a deep object', JSON.parse(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`)],
  ['a long string', { text: 'x'.repeat(3_000_000) }],
  ['bytes', Buffer.from('secret')],
  ['collections', { map: new Map([['a', 1]]), set: new Set([1]), date: new Date(0) }],
  ['an invalid date', { date: new Date(Number.NaN) }],
  ['an error', new Error('caused')],
  [
    'an error with odd fields',
    Object.assign(new Error('odd'), {
      level: 'error',
      requestId: 'x',
      message: { toString: () => 'forged' },
      stack: 7,
      cause: unreadable,
      name: Symbol('name'),
    }),
  ],
  ['an error of errors', new AggregateError([new Error('one'), 'two'], 'many')],
  ['an error that causes itself', Object.assign(new Error('ring'), { cause: undefined })],
];
const ring = hostile.at(-1)?.[1] as Error;
ring.cause = ring;

type Log = (logger: winston.Logger, meta: never) => void;
const ways: [string, Log][] = [
  ['as meta', (logger, meta) => logger.info('said', meta)],
  ['as the second meta', (logger, meta) => logger.info('said', { a: 1 }, meta)],
  ['as meta of `log`', (logger, meta) => logger.log('info', 'said', meta)],
  ['as meta of a child', (logger, meta) => logger.child(meta).info('said')],
  ['after an argument', (logger, meta) => logger.info('%s', 'said', meta)],
  [
    'as SPLAT',
    (logger, meta) => logger.log({ level: 'info', message: 'said', [SPLAT]: [meta] } as never),
  ],
];

const loggers: [string, () => { logger: winston.Logger; lines: string[] }][] = [
  ['the configured logger', () => configured({ debug: false })],
  [
    'a hardened logger with splat()',
    () => {
      const { combine, json, splat, timestamp } = winston.format;
      const { lines, transport } = makeSink();
      const format = combine(new RequestIdFilter(), splat(), timestamp(), json());
      return {
        logger: attachContext(winston.createLogger({ format, transports: transport }), {
          hardened: true,
        }),
        lines,
      };
    },
  ],
];

describe.each(loggers)(
  '%s prints the true level, message and request of a line with',
  (_logger, make) => {
    test.each(hostile)('%s', (_name, meta) => {
      const { logger, lines } = make();
      for (const [, log] of ways) inRequest('REQ1', '/path', () => log(logger, meta as never));
      expect(lines).toHaveLength(ways.length);
      for (const entry of parse(lines)) {
        expect(entry).toMatchObject({
          level: 'info',
          message: 'said',
          requestId: 'REQ1',
          requestPath: '/path',
        });
        expect(entry.timestamp).toMatch(/^\d{4}-\d\d-\d\dT/);
      }
    });

    test('anything at all', () => {
      const { logger, lines } = make();
      fc.assert(
        fc.property(
          fc.object({
            withBigInt: true,
            withDate: true,
            withMap: true,
            withSet: true,
            withSparseArray: true,
            withNullPrototype: true,
            key: fc.oneof(
              fc.string(),
              fc.constantFrom(
                'level',
                'message',
                'requestId',
                'timestamp',
                '__proto__',
                'toJSON',
                'constructor',
              ),
            ),
          }),
          fc.constantFrom(...ways),
          (meta, [, log]) => {
            lines.length = 0;
            const before = JSON.stringify(lines);
            inRequest('REQ1', '/path', () => log(logger, meta as never));
            expect(before).toBe('[]');
            expect(parse(lines)).toMatchObject([
              { level: 'info', message: 'said', requestId: 'REQ1', requestPath: '/path' },
            ]);
          },
        ),
      );
    });
  },
);

test('data under a reserved name is kept under `shadowed`', () => {
  const { logger, lines } = configured({ debug: false });
  logger.info('said', { level: 'error', requestId: 'x', shadowed: 1, a: 2 });
  expect(parse(lines)).toMatchObject([
    { level: 'info', a: 2, shadowed: { level: 'error', requestId: 'x', shadowed: 1 } },
  ]);
});

test('an argument without a placeholder in the message is kept under `arguments`', () => {
  const { logger, lines } = configured({ debug: false });
  logger.info('said', 1, ['two'], Buffer.from('3'));
  logger.info('%d of %d', 1, 2, 3);
  logger.info('bad %s', { toString: () => thrower.boom } as never);
  expect(parse(lines)).toMatchObject([
    { message: 'said', arguments: [1, ['two'], 'Mw=='] },
    { message: '1 of 2', arguments: [3] },
    { message: expect.stringMatching(/^bad /) },
  ]);
});

test('a message that is not a string is shown as text', () => {
  const { logger, lines } = configured({ debug: false });
  for (const message of [undefined, null, 5, 5n, Symbol('s'), [1], new Map([[1, 2]])]) {
    logger.info(message as never);
  }
  logger.info(new Error('failed'));
  logger.log({ level: 'info', message: new Error('in an entry') as never });
  logger.log('info', { message: 'in an object', a: 1 });
  logger.info(unreadable);
  logger.write('written\n');
  const messages = parse(lines).map(({ message }) => message);
  expect(messages).toEqual([
    'undefined',
    'null',
    '5',
    '5n',
    'Symbol(s)',
    '[ 1 ]',
    'Map(1) { 1 => 2 }',
    'failed',
    'in an entry',
    'in an object',
    expect.any(String),
    'written',
  ]);
});

describe('a line stays one line, whatever is in', () => {
  const evil = 'a\r\nb\u2028c\u2029d\u001B[31me\u009B2Jf\u0000g\u0085h\u202Ei\tj\u007F';
  const shown = String.raw`a\r\nb\u2028c\u2029d\x1b[31me\x9b2Jf\x00g\x85h\u202ei\tj\x7f`;

  test('the message, the path and the id', () => {
    const { logger, lines } = configured();
    inRequest(evil, evil, () => logger.info(evil));
    expect(lines).toEqual([`orders: [${shown}#${shown}] info - ${shown}`]);
  });

  test('an argument, a field and the meta', () => {
    const { logger, lines } = configured();
    logger.info('%s', evil, { [evil]: evil });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`info - ${shown} {`);
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(lines[0]).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/);
  });

  test('an error, whose stack follows indented', () => {
    const { logger, lines } = configured();
    logger.error('failed', new Error('one\norders: [/#REQ1] info - forged', { cause: 'x\ny' }));
    const [first, ...rest] = (lines[0] ?? '').split('\n');
    expect(first).toBe('orders: [#] error - failed');
    expect(rest.length).toBeGreaterThan(2);
    expect(rest.filter((line) => !line.startsWith('    '))).toEqual([]);
  });

  test('an error whose text has control characters', () => {
    const { logger, lines } = configured();
    logger.error('failed', Object.assign(new Error(evil), { code: evil }));
    // The line breaks of the stack are followed by an indentation.
    const text = (lines[0] ?? '').replaceAll('\n    ', '');
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/);
  });

  test('any string at all, in text and in JSON', () => {
    for (const debug of [true, false]) {
      const { logger, lines } = configured({ debug });
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (text) => {
          lines.length = 0;
          inRequest(text, text, () => logger.info(text, { [text]: text, nested: { text } }));
          expect(lines).toHaveLength(1);
          // oxlint-disable-next-line no-control-regex -- they are what must not be there
          expect(lines[0]).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/);
        }),
      );
    }
  });
});

test('logging changes nothing of what callers pass', () => {
  const { logger } = configured();
  const meta = Object.freeze({ a: Object.freeze({ b: 1 }) });
  const error = Object.freeze(new Error('failed'));
  const info = { level: 'info', message: '%s', [SPLAT]: ['x', meta] };
  const timed = Object.freeze({ message: 'timed' });
  const before = Reflect.ownKeys(info);
  logger.info('said', meta);
  logger.error(error);
  logger.error('failed', error);
  logger.log(info as never);
  logger.startTimer().done(timed);
  logger.profile('p');
  logger.profile('p', timed);
  expect(Reflect.ownKeys(info)).toEqual(before);
  expect(info[SPLAT]).toEqual(['x', meta]);
  expect(Reflect.ownKeys(error)).toEqual(Reflect.ownKeys(new Error('x')));
});
