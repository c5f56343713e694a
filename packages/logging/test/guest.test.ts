import { Writable } from 'node:stream';
import { Context, Local, request } from '@aiolocals/core';
import { attachContext, logging, RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, type Sink } from './support/sink.js';
import { makeSlowTransport } from './support/slow-transport.js';

const { combine, json, printf, simple, splat, timestamp } = winston.format;
const user = new Local<{ userId: number }>({ userId: 0 });

type Options = Parameters<typeof attachContext>[1];

function attached(
  options?: Options,
  format = json(),
  { lines, transport }: Sink = makeSink(),
): { logger: ReturnType<typeof attachContext>; lines: string[] } {
  const logger = attachContext(winston.createLogger({ format, transports: transport }), options);
  return { logger, lines };
}

test('a line carries the id and the path without a filter in the format, and none outside any request', () => {
  const { logger, lines } = attached();
  inRequest('REQ1', '/orders', () => logger.info('inside'));
  logger.info('outside');
  new Context({ parent: null }).run(() => logger.info('in a context without a request'));
  expect(parse(lines)).toEqual([
    { level: 'info', message: 'inside', requestId: 'REQ1', requestPath: '/orders' },
    { level: 'info', message: 'outside' },
    { level: 'info', message: 'in a context without a request' },
  ]);
});

test('RequestIdFilter in the format of an attached logger changes nothing, also if it is there twice', () => {
  const filtered = combine(new RequestIdFilter(), new RequestIdFilter(), json());
  const plain = attached();
  const twice = attached(undefined, filtered);
  for (const { logger } of [plain, twice]) inRequest('REQ1', '/', () => logger.info('a', { b: 1 }));
  expect(twice.lines).toEqual(plain.lines);
});

test.each([
  [{ requestId: 'correlation_id', requestPath: false }, { correlation_id: 'REQ1' }, {}],
  [[{ requestPath: 'url' }], { requestId: 'REQ1', url: '/' }, {}],
  [
    { outside: 'empty' },
    { requestId: 'REQ1', requestPath: '/' },
    { requestId: '', requestPath: '' },
  ],
] as const)(
  'the fields of the request are called what the team calls them: %j',
  (fields, inside, outside) => {
    for (const hardened of [false, true]) {
      const format = combine(new RequestIdFilter(), json());
      const { logger, lines } = attached(
        { fields: hardened ? [{ outside: 'omit' }, ...[fields].flat()] : fields, hardened },
        format,
      );
      inRequest('REQ1', '/', () => logger.info('a'));
      logger.info('a');
      expect(parse(lines)).toEqual([
        { level: 'info', message: 'a', ...inside },
        { level: 'info', message: 'a', ...outside },
      ]);
    }
  },
);

test('Locals and functions in `fields` are on each line, also on those of winston’s text formats', () => {
  const fields = [
    user,
    () => ({ trace_id: `T-${Context.current() === undefined ? 'none' : 'one'}` }),
  ];
  for (const [format, inside, outside] of [
    [
      simple(),
      'info: a {"b":1,"requestId":"REQ1","requestPath":"/","trace_id":"T-one","userId":7}',
      'info: a {"trace_id":"T-none"}',
    ],
    [
      printf((info) => `${String(info.userId)} ${String(info.trace_id)}`),
      '7 T-one',
      'undefined T-none',
    ],
  ] as const) {
    const { logger, lines } = attached({ fields }, format);
    inRequest('REQ1', '/', () => {
      user.userId = 7;
      logger.info('a', { b: 1 });
    });
    logger.info('a');
    expect(lines).toEqual([inside, outside]);
  }
});

test('a function in `fields` that throws, or returns no object, or a taken name, costs no line', () => {
  let returned: () => unknown = () => undefined;
  const { logger, lines } = attached({ fields: [() => returned() as never] });
  const answers = [
    () => undefined,
    () => 5,
    () => ({ level: 'forged', message: 'forged', requestId: 'forged', kept: 1 }),
    () => {
      throw new Error('no span');
    },
  ];
  inRequest('REQ1', '/', () => {
    for (const answer of answers) {
      returned = answer;
      logger.info('a');
    }
  });
  const line = { level: 'info', message: 'a', requestId: 'REQ1', requestPath: '/' };
  expect(parse(lines)).toEqual([line, line, { ...line, kept: 1 }, line]);
});

test('a caller cannot take the id of its request, by any way that winston offers', () => {
  const { logger, lines } = attached({ fields: [user] }, combine(splat(), timestamp(), json()));
  const forged = { requestId: 'forged', requestPath: 'forged', userId: 'forged' };
  const given = structuredClone(forged);
  inRequest('REQ1', '/', () => {
    user.userId = 7;
    logger.info('a', given);
    logger.info('a %s', 'b', given);
    logger.info({ message: 'a', ...given });
    logger.log({ level: 'info', message: 'a', ...given, [Symbol.for('splat')]: [given] } as never);
    logger.child(given).info('a');
    logger.write({ level: 'info', message: 'a', ...given });
    logger.info('a %j', given);
  });
  expect(lines).toHaveLength(7);
  for (const line of parse(lines))
    expect(line).toMatchObject({ requestId: 'REQ1', requestPath: '/', userId: 7 });
  // What a token shows is as winston shows it.
  expect(parse(lines)[6]?.message).toBe(`a ${JSON.stringify(forged)}`);
  expect(given).toEqual(forged);
});

test('objects that callers log stay as they were, also frozen ones and those that two requests log', async () => {
  const sink = makeSlowTransport();
  const { logger, lines } = attached(undefined, combine(splat(), timestamp(), json()), sink);
  const error = Object.freeze(Object.assign(new Error('failed'), { code: 5 }));
  const entry = Object.freeze({ level: 'info', message: 'shared', nested: { a: 1 } });
  const ids = Array.from({ length: 30 }, (_, index) => `REQ${index}`);
  for (const id of ids) {
    inRequest(id, '/', () => {
      logger.log(entry);
      logger.info(entry);
      logger.write(entry);
      logger.error(error);
      logger.startTimer().done(entry);
    });
  }
  expect(await logger.flush()).toBe(true);
  expect(parse(lines).map(({ requestId }) => requestId)).toEqual(
    ids.flatMap((id) => [id, id, id, id, id]),
  );
  expect(Reflect.ownKeys(entry)).toEqual(['level', 'message', 'nested']);
  expect(new Set(Reflect.ownKeys(error))).toEqual(new Set(['code', 'message', 'stack']));
});

test('a format of a guest throws to the caller, as with winston alone; the next line is written', () => {
  const trap = winston.format((info) => {
    if (info.message === 'trap') throw new Error('a trap');
    return info;
  });
  const { logger, lines } = attached(undefined, combine(trap(), json()));
  expect(() => logger.info('trap')).toThrow('a trap');
  logger.info('next');
  expect(parse(lines)).toEqual([{ level: 'info', message: 'next' }]);
});

test.each<[string, () => unknown]>([
  ['a getter that throws', () => Object.defineProperty({}, 'a', { enumerable: true, get: fail })],
  [
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  ['a `toJSON` that throws', () => ({ toJSON: fail })],
  ['what makes no text', () => ({ toString: null })],
])('what cannot be read costs no line: %s', (_what, make) => {
  const { logger, lines } = attached(undefined, combine(splat(), json()));
  inRequest('REQ1', '/', () => {
    logger.info('a', make());
    logger.info('a', { nested: make() });
    logger.info('a', { message: make() });
    logger.info(make() as never);
    logger.log('info', make() as never);
    logger.info('%s', make());
    logger.info({ message: 'a', nested: make() });
    logger.info(make() as never, new Error('failed'));
    logger.info('%d', make(), 5);
  });
  expect(parse(lines).map(({ requestId }) => requestId)).toEqual(Array(9).fill('REQ1'));
});

function fail(): never {
  throw new Error('no');
}

/** How many of the lines carry another request than their message names, or none. */
function judge(pairs: readonly (readonly [string, string])[]): {
  foreign: number;
  missing: number;
} {
  return {
    foreign: pairs.filter(([said, is]) => is !== '' && is !== said).length,
    missing: pairs.filter(([, is]) => is === '').length,
  };
}

/** Logs from 200 requests to a transport that reads `request.id` in its own `log` and takes a turn for each line. */
async function readInLog(
  make: (transport: winston.transport, format: winston.Logform.Format) => winston.Logger,
  logv: boolean,
): Promise<{ foreign: number; missing: number; lines: number }> {
  const pairs: [string, string][] = [];
  const here = (): string => (Context.current() === undefined ? '' : request.id);
  let done = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  class Reading extends winston.transports.Stream {
    override log(info: { message: string }, callback: () => void): void {
      pairs.push([info.message, here()]);
      setImmediate(callback);
      if (pairs.length === 200) done();
    }
  }
  const transport = new Reading({ stream: new Writable(), ...(logv && { highWaterMark: 1 }) });
  const logger = make(transport, json());
  for (let index = 0; index < 200; index++)
    inRequest(`REQ${index}`, '/', () => logger.info(`REQ${index}`));
  await all;
  return { ...judge(pairs), lines: pairs.length };
}

test('the `log` of a transport that reads a Local gets another’s under backpressure with winston alone', async () => {
  const { foreign, missing } = await readInLog(
    (transports, format) => winston.createLogger({ transports, format }),
    false,
  );
  expect(foreign + missing).toBeGreaterThan(0);
});

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])(
  'the `log` of a transport runs in the context of the log call (hardened: %s, one at a time: %s)',
  async (hardened, slow) => {
    const make = (transports: winston.transport, format: winston.Logform.Format): winston.Logger =>
      attachContext(winston.createLogger({ transports, format }), { hardened });
    expect(await readInLog(make, slow)).toEqual({ foreign: 0, missing: 0, lines: 200 });
  },
);

test('a format of a guest reads the Locals of the log call, as they were then', async () => {
  const reads = winston.format((info) =>
    Object.assign(info, { read: user.userId, id: request.id }),
  );
  const sink = makeSlowTransport();
  const { logger, lines } = attached(undefined, combine(reads(), json()), sink);
  for (let index = 0; index < 200; index++) {
    inRequest(`REQ${index}`, '/', () => {
      user.userId = index;
      logger.info(String(index));
      user.userId = -1;
    });
  }
  expect(await logger.flush()).toBe(true);
  const wrong = parse(lines).filter(
    ({ message, read, id, requestId }) =>
      message !== String(read) || id !== `REQ${message}` || requestId !== id,
  );
  expect([lines.length, wrong]).toEqual([200, []]);
});

test('a transport that takes many lines at once gets them outside any context', async () => {
  const contexts: (Context | undefined)[] = [];
  class Batching extends winston.transports.Stream {
    override log(_info: unknown, callback: () => void): void {
      setImmediate(callback);
    }
    override logv(_lines: unknown[], callback: () => void): void {
      contexts.push(Context.current());
      setImmediate(callback);
    }
  }
  const { logger } = attached(undefined, json(), {
    lines: [],
    transport: new Batching({ stream: new Writable() }),
  });
  for (let index = 0; index < 50; index++) inRequest(`REQ${index}`, '/', () => logger.info('a'));
  await logger.flush();
  expect(contexts.length).toBeGreaterThan(0);
  expect(contexts.filter((context) => context !== undefined)).toEqual([]);
});

test('a guest’s logger can become a hardened one, but not the other way round', () => {
  const { logger, lines } = attached();
  attachContext(logger, { hardened: true });
  attachContext(logger);
  inRequest('REQ1', '/', () => logger.info('a', { level: 'forged' }));
  expect(parse(lines)).toMatchObject([{ level: 'info', shadowed: { level: 'forged' } }]);
});

test('`logging.level` holds in a guest’s logger too, also for a transport that is added later', async () => {
  const { logger, lines } = attached();
  const later = makeSlowTransport();
  logger.add(later.transport);
  inRequest('REQ1', '/', () => {
    logging.level = 'debug';
    expect([logger.isLevelEnabled('debug'), logger.isSillyEnabled()]).toEqual([true, false]);
    logger.debug('watched');
  });
  inRequest('REQ2', '/', () => {
    logging.level = 'error';
    expect(logger.isInfoEnabled()).toBe(false);
    logger.info('quiet');
  });
  logger.debug('outside');
  expect(logger.isLevelEnabled('debug')).toBe(false);
  await logger.flush();
  for (const written of [lines, later.lines])
    expect(parse(written).map(({ message }) => message)).toEqual(['watched']);
});

test('a logger that another `attachContext` hardened keeps the methods that an application put on it', () => {
  const { lines, transport } = makeSink();
  const logger = winston.createLogger({ format: json(), transports: transport });
  const { write } = logger;
  logger.write = ((info: object) =>
    (write as (entry: object) => boolean).call(logger, { ...info, own: true })) as never;
  attachContext(logger);
  inRequest('REQ1', '/', () => logger.info('a'));
  attachContext(logger, { hardened: true });
  inRequest('REQ2', '/', () => logger.info('b'));
  expect(parse(lines)).toMatchObject([
    { message: 'a', own: true, requestId: 'REQ1' },
    { message: 'b', own: true, requestId: 'REQ2' },
  ]);
});
