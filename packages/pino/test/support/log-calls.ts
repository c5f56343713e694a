import type { LoggerOptions } from 'pino';
import { pino } from 'pino';

/** The methods that the calls use. */
type AnyLogger = Record<string, (...args: unknown[]) => unknown> & {
  child(bindings: object, options?: object): AnyLogger;
};

/** A kind of call: its name, the options of the logger, and the call. */
export type LogCall = readonly [string, LoggerOptions, (logger: AnyLogger) => unknown];

const circular: Record<string, unknown> = { name: 'loop' };
circular['self'] = circular;

function failure(): Error {
  const error = new Error('card declined', { cause: new Error('no money') });
  error.stack = 'Error: card declined\n    at pay';
  (error.cause as Error).stack = 'Error: no money\n    at bank';
  return Object.assign(error, { code: 'E_CARD', status: 402 });
}

/** Kinds of calls whose lines must be those of stock pino, but for the fields of the request. */
export const LOG_CALLS: readonly LogCall[] = [
  ['a text', {}, (logger) => logger['info']?.('loaded')],
  ['a text with a percent sign', {}, (logger) => logger['info']?.('GET /caf%c3%a9', { user: 1 })],
  ['tokens', {}, (logger) => logger['info']?.('%s has %d of %j', 'cart', 3, { a: 1 })],
  ['surplus arguments', {}, (logger) => logger['info']?.('a', 'b', 'c')],
  ['an object', {}, (logger) => logger['warn']?.({ user: 7, nested: { a: [1, 2] } })],
  ['an object and a text', {}, (logger) => logger['warn']?.({ user: 7 }, 'loaded %s', 'it')],
  ['an error', {}, (logger) => logger['error']?.(failure())],
  ['an error and a text', {}, (logger) => logger['error']?.(failure(), 'payment failed')],
  ['an error under err', {}, (logger) => logger['error']?.({ err: failure(), user: 1 })],
  ['an error under error', {}, (logger) => logger['error']?.({ error: failure() }, 'failed')],
  ['nothing', {}, (logger) => logger['info']?.()],
  ['null', {}, (logger) => logger['info']?.(null)],
  ['undefined', {}, (logger) => logger['info']?.(undefined, 'text')],
  ['a number', {}, (logger) => logger['info']?.(7)],
  ['a symbol key', {}, (logger) => logger['info']?.({ [Symbol('hidden')]: 1, shown: 2 })],
  ['a circle', {}, (logger) => logger['info']?.(circular, 'around')],
  [
    'dates, maps and bytes',
    {},
    (logger) => logger['info']?.({ at: new Date(0), map: new Map(), bytes: Buffer.from('a') }),
  ],
  [
    'functions and undefined',
    {},
    (logger) => logger['info']?.({ a: () => 1, b: undefined, c: Number.NaN }),
  ],
  ['toJSON', {}, (logger) => logger['info']?.({ secret: { toJSON: () => 'shown' } })],
  [
    'quotes and line breaks',
    {},
    (logger) => logger['info']?.({ 'k"e\ny': 'v"a\\l\nue' }, 'a "b"\n\u2028'),
  ],
  [
    'its own level, time and msg',
    {},
    (logger) => logger['info']?.({ level: 1, time: 2, msg: 'mine' }),
  ],
  ['a key twice', {}, (logger) => logger.child({ a: 1 })['info']?.({ a: 2 })],
  ['a child', {}, (logger) => logger.child({ module: 'db' })['info']?.({ rows: 1 }, 'query')],
  ['a child of a child', {}, (logger) => logger.child({ a: 1 }).child({ b: 2 })['info']?.('deep')],
  [
    'a child with serializers',
    {},
    (logger) => logger.child({}, { serializers: { user: () => 'hidden' } })['info']?.({ user: 1 }),
  ],
  [
    'a child with redaction',
    {},
    (logger) => logger.child({}, { redact: ['password'] })['info']?.({ password: 1 }),
  ],
  ['a child with a level', {}, (logger) => logger.child({}, { level: 'trace' })['trace']?.('fine')],
  [
    'a child with a prefix',
    {},
    (logger) => logger.child({}, { msgPrefix: '[db] ' })['info']?.('query'),
  ],
  [
    'setBindings',
    {},
    (logger) => {
      logger['setBindings']?.({ late: true });
      logger['info']?.('bound');
    },
  ],
  [
    'every level',
    { level: 'trace' },
    (logger) => {
      for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
        logger[level]?.(level);
    },
  ],
  [
    'levels that are off',
    {},
    (logger) => {
      logger['debug']?.('off');
      logger['trace']?.({ a: 1 });
    },
  ],
  ['a custom level', { customLevels: { audit: 35 } }, (logger) => logger['audit']?.('seen')],
  [
    'only custom levels',
    { customLevels: { low: 1, high: 2 }, useOnlyCustomLevels: true, level: 'low' },
    (logger) => {
      logger['low']?.('l');
      logger['high']?.('h');
    },
  ],
  [
    'descending levels',
    {
      customLevels: { low: 2, high: 1 },
      useOnlyCustomLevels: true,
      levelComparison: 'DESC',
      level: 'low',
    },
    (logger) => {
      logger['low']?.('l');
      logger['high']?.('h');
    },
  ],
  [
    'redaction',
    { redact: ['user.password', '*.token'] },
    (logger) => logger['info']?.({ user: { password: 1, name: 'a' }, x: { token: 2 } }),
  ],
  [
    'redaction that removes',
    { redact: { paths: ['secret'], remove: true } },
    (logger) => logger['info']?.({ secret: 1, shown: 2 }),
  ],
  [
    'serializers',
    { serializers: { user: (user: { id: number }) => user.id, err: pino.stdSerializers.err } },
    (logger) => logger['info']?.({ user: { id: 7 } }),
  ],
  ['a mixin', { mixin: () => ({ host: 'a' }) }, (logger) => logger['info']?.({ b: 1 }, 'mixed')],
  [
    'a mixin with a strategy',
    {
      mixin: () => ({ a: 'mixin' }),
      mixinMergeStrategy: (object, mixed) => ({ ...object, ...mixed }),
    },
    (logger) => logger['info']?.({ a: 'call' }),
  ],
  [
    'formatters',
    {
      formatters: {
        level: (label) => ({ severity: label }),
        log: (object) => ({ payload: object }),
        bindings: () => ({ app: 'x' }),
      },
    },
    (logger) => logger['info']?.({ a: 1 }, 'formatted'),
  ],
  ['a nested key', { nestedKey: 'payload' }, (logger) => logger['info']?.({ a: 1 }, 'nested')],
  [
    'other keys',
    { messageKey: 'message', errorKey: 'problem' },
    (logger) => logger['error']?.(failure(), 'named'),
  ],
  ['no base and no time', { base: null, timestamp: false }, (logger) => logger['info']?.('bare')],
  ['a name', { name: 'orders' }, (logger) => logger['info']?.('named')],
  ['CRLF', { crlf: true }, (logger) => logger['info']?.('ends')],
  [
    'a hook for methods',
    {
      hooks: {
        logMethod(args, method) {
          Reflect.apply(method, this, [`hooked ${String(args[0])}`]);
        },
      },
    },
    (logger) => logger['info']?.('call'),
  ],
  [
    'a deep limit',
    { depthLimit: 1, edgeLimit: 2 },
    (logger) => logger['info']?.({ a: { b: circular }, list: [1, 2, 3] }),
  ],
  [
    'a request of HTTP',
    {},
    (logger) => logger['info']?.({ method: 'GET', url: '/', headers: {}, socket: {} }),
  ],
];
