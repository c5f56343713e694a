import type winston from 'winston';

const SPLAT = Symbol.for('splat');
const LEVEL = Symbol.for('level');
const MARK = Symbol('mark');

/** A way to call a logger; it makes its own arguments, because winston writes to them. */
type Call = (logger: winston.Logger) => unknown;

class Order {
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
  get message(): string {
    return `order ${this.id}`;
  }
}
class Sealed {
  readonly message = 'sealed';
  readonly #secret = 42;
  toJSON(): object {
    return {
      message: this.message,
      secret: this.#secret,
      level: (this as { level?: string }).level,
    };
  }
}
/** An error with a fixed stack: the real one differs from call to call. */
const at = <Thrown extends Error>(error: Thrown): Thrown =>
  Object.assign(error, { stack: `${error.name}: ${error.message}\n    at somewhere` });

class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  constructor(message: string, status: number) {
    super(message, { cause: at(new Error('the cause')) });
    this.status = status;
    at(this);
  }
}

const failure = (): HttpError => new HttpError('card declined', 402);
const any = (value: unknown): never => value as never;

/** The ways to log, by what they are. */
export const logCalls: Record<string, Call> = {
  'a message': (logger) => logger.info('loaded'),
  'an empty message': (logger) => logger.info(''),
  'no argument': (logger) => logger.info(any(undefined)),
  'a number, null, a symbol-free array': (logger) => {
    logger.info(any(5));
    logger.info(any(null));
    logger.info(any([1, 2]));
  },
  meta: (logger) => logger.info('loaded', { count: 1, nested: { a: [1] } }),
  'meta that is null': (logger) => logger.info('loaded', null),
  'meta that is an array': (logger) => logger.info('loaded', [1, 2]),
  'meta called message': (logger) => logger.info('loaded', { message: 'twice' }),
  'meta called level': (logger) => logger.info('loaded', { level: 'error' }),
  'meta called timestamp, label, stack': (logger) =>
    logger.info('loaded', { timestamp: 'never', label: 'mine', stack: 'no stack' }),
  'meta called splat, arguments, shadowed, error': (logger) =>
    logger.info('loaded', { splat: ['a'], arguments: 1, shadowed: 2, error: 3 }),
  'meta with a symbol key': (logger) => logger.info('loaded', { [MARK]: 1, a: 2 }),
  'meta with a getter': (logger) =>
    logger.info('loaded', {
      get now() {
        return 'then';
      },
    }),
  'meta of a class': (logger) => logger.info('loaded', new Order(7)),
  'meta without a prototype': (logger) =>
    logger.info('loaded', Object.assign(Object.create(null) as object, { a: 1 })),
  'tokens and arguments': (logger) => logger.info('%s has %d of %j', 'a', 2, { b: 3 }, { rest: 4 }),
  'tokens without arguments': (logger) => logger.info('GET /caf%c3%a9 100%'),
  'tokens and an object': (logger) => logger.info('GET /caf%c3%a9', { user: 'u', status: 200 }),
  'surplus arguments': (logger) => logger.info('loaded', 'a', 5, { b: 1 }, { c: 2 }),
  'an error after a message': (logger) => logger.error('payment failed', failure()),
  'an error before a message': (logger) => logger.error(any(failure()), 'payment failed'),
  'an error for a token': (logger) => logger.error('failed: %s', failure()),
  'an error alone': (logger) => logger.error(failure()),
  'an error without a message': (logger) => logger.error(new HttpError('', 500)),
  'an error in meta': (logger) => logger.error('failed', { err: failure(), code: 1 }),
  'an error as the message of an object': (logger) => logger.error({ message: failure(), a: 1 }),
  '`log` with a level and a message': (logger) => logger.log('warn', 'low'),
  '`log` with a level and an error': (logger) => logger.log('warn', any(failure())),
  '`log` with a level and an object': (logger) => logger.log('info', any({ user: 'u' })),
  '`log` with a level, a message and meta': (logger) => logger.log('info', 'a', { b: 1 }),
  '`log` with an object': (logger) => logger.log({ level: 'info', message: 'a', b: 1 }),
  '`log` with an object and SPLAT': (logger) =>
    logger.log(any({ level: 'info', message: '%s is %d', [SPLAT]: ['a', 5, { c: 1 }] })),
  '`log` with an object with getters': (logger) =>
    logger.log({
      level: 'info',
      get message() {
        return `at ${(this as { level: string }).level}`;
      },
    }),
  'an object with a message': (logger) => logger.info({ message: 'a', b: 1 }),
  'an object without a message': (logger) => logger.info({ b: 1, c: { d: 2 } }),
  'an object of a class with a getter': (logger) => logger.info(new Order(8)),
  'an object of a class with a private member': (logger) => logger.info(new Sealed()),
  'a date, a map, a set': (logger) => {
    logger.log('info', any(new Date(0)));
    logger.log('info', any(new Map([['a', 1]])));
    logger.info('loaded', new Set([1]));
  },
  'a child': (logger) => logger.child({ part: 'a' }).info('loaded', { part: 'b' }),
  'a child of a child, with an error': (logger) =>
    logger.child({ part: 'a' }).child({ step: 1 }).error(failure()),
  'a child with a write of its own': (logger) => {
    const child = logger.child({ part: 'a' });
    Object.defineProperty(child, 'write', {
      value: (info: object) => logger.write({ ...info, wrapped: true }),
    });
    child.info('loaded', { a: 1 });
  },
  'a replaced `log`': (logger) => {
    const { log } = logger;
    logger.log = any((level: string, message: string, ...rest: unknown[]) =>
      (log as (...args: unknown[]) => unknown).call(logger, level, `[${message}]`, ...rest),
    );
    logger.info('loaded', { a: 1 });
    logger.log = log;
  },
  'default meta': (logger) => {
    logger.defaultMeta = { service: 'orders', level: 'error' };
    logger.info('a');
    logger.info('a', { b: 1 });
    logger.info({ message: 'a' });
    logger.defaultMeta = null;
  },
  '`write`': (logger) => logger.write({ level: 'info', message: 'a', [LEVEL]: 'info' }),
  '`write` without a level symbol': (logger) => logger.write({ level: 'warn', message: 'a', b: 1 }),
  '`profile`': (logger) => {
    logger.profile('it');
    logger.profile('it', { level: 'debug', message: 'profiled', durationMs: 1 });
  },
  '`startTimer`': (logger) => logger.startTimer().done({ message: 'timed', b: 1 }),
  'a crash': (logger) => {
    const info = logger.exceptions.getAllInfo(failure());
    logger.log(any({ ...info, date: '', process: {}, os: {}, trace: [] }));
  },
  'an unknown level': (logger) => logger.log('bogus', 'not shown'),
  'a level that is off': (logger) => logger.silly('not shown'),
  isLevelEnabled: (logger) => {
    const answers = [undefined, null, 'bogus', 'info', 'silly'].map((level) =>
      logger.isLevelEnabled(any(level)),
    );
    logger.info(`enabled: ${answers.join()}`, { info: logger.isInfoEnabled() });
  },
};
