import { Local } from '@aiolocals/core';
import { attachContext } from '@aiolocals/pino';
import type { LoggerOptions } from 'pino';
import { expect, test } from 'vitest';
import { inRequest, makeLogger, parse } from './support/sink.js';

/** Whether the object in JSON, or one in it, has a key twice. What reads it keeps the last. */
function hasKeyTwice(line: string): boolean {
  return JSON.stringify(JSON.parse(line)) !== line.trimEnd();
}

const mine: readonly [string, LoggerOptions, object, object, object][] = [
  ['a call', {}, {}, { requestId: 'mine' }, { requestId: 'mine' }],
  ['a binding', {}, { requestId: 'mine' }, {}, { requestId: 'mine' }],
  [
    'a binding and a call',
    {},
    { requestId: 'bound' },
    { requestId: { a: 1 } },
    { requestId: 'bound', requestId2: { a: 1 } },
  ],
  ['a mixin', { mixin: () => ({ requestPath: '/mine' }) }, {}, {}, { requestPath: '/mine' }],
  [
    'a formatter',
    { formatters: { log: () => ({ requestId: 'mine' }) } },
    {},
    { a: 1 },
    { requestId: 'mine' },
  ],
  ['the base', { base: { requestId: 'mine' } }, {}, {}, { requestId: 'mine' }],
  [
    'the level',
    { formatters: { level: () => ({ requestId: 'mine' }) } },
    {},
    {},
    { requestId: 'mine' },
  ],
  [
    'a field `shadowed`',
    {},
    { requestId: 'mine' },
    { shadowed: [1] },
    { requestId: 'mine', shadowed: [1] },
  ],
];

test.each(mine)(
  'the id of the request stands once, and what takes its name goes under `shadowed`: %s',
  (_name, options, bindings, object, shadowed) => {
    const { logger, lines } = makeLogger(options);
    attachContext(logger);
    inRequest('REQ7f', '/users', () =>
      logger.child(bindings).info(object, 'a "requestId": in a text'),
    );
    expect(parse(lines)).toEqual([
      expect.objectContaining({ requestId: 'REQ7f', requestPath: '/users', shadowed }),
    ]);
    expect(hasKeyTwice(lines[0] ?? '')).toBe(false);
  },
);

test('a field of that name inside another stays where it is', () => {
  const { logger, lines } = makeLogger();
  attachContext(logger);
  inRequest('REQ7f', '/users', () => logger.info({ req: { requestId: 'inner' } }, '"requestId":'));
  expect(parse(lines)[0]).toEqual({
    level: 30,
    time: 1,
    pid: 1,
    req: { requestId: 'inner' },
    msg: '"requestId":',
    requestId: 'REQ7f',
    requestPath: '/users',
  });
});

test('a line that no reader of JSON would take gets its fields all the same', () => {
  const { logger, lines } = makeLogger({ timestamp: () => ',"requestId":oops' });
  attachContext(logger);
  inRequest('REQ7f', '/users', () => logger.info('line'));
  expect(lines[0]).toContain('"requestPath":"/users"');
});

test('the fields have the names that the team gives them', () => {
  const { logger, lines } = makeLogger();
  attachContext(logger, { fields: { requestId: 'correlation_id', requestPath: false } });
  inRequest('REQ7f', '/users', () => logger.info({ requestId: 'mine' }));
  logger.info('outside');
  expect(parse(lines)).toEqual([
    { level: 30, time: 1, pid: 1, requestId: 'mine', correlation_id: 'REQ7f' },
    { level: 30, time: 1, pid: 1, msg: 'outside' },
  ]);
});

test('outside any request the fields are empty if the team wants that', () => {
  const { logger, lines } = makeLogger();
  attachContext(logger, { fields: { outside: 'empty' } });
  logger.info('outside');
  expect(parse(lines)[0]).toMatchObject({ requestId: '', requestPath: '' });
});

test('Locals, some of their attributes and functions are fields', () => {
  const user = new Local<{ userId: number; email: string }>({ userId: 0, email: '' });
  const tenant = new Local<{ tenantId: string }>({ tenantId: 'none' });
  const { logger, lines } = makeLogger();
  attachContext(logger, {
    fields: [
      { local: user, attributes: ['userId', 'email'], redact: { email: true } },
      tenant,
      () => ({ region: 'eu', when: new Date(0), nothing: undefined }),
    ],
  });
  inRequest('REQ7f', '/users', () => {
    Object.assign(user, { userId: 7, email: 'a@b.c' });
    logger.info({ userId: 'mine' }, 'line');
  });
  logger.info('outside');
  expect(parse(lines)[0]).toMatchObject({
    userId: 7,
    email: '[redacted]',
    tenantId: 'none',
    region: 'eu',
    when: '1970-01-01T00:00:00.000Z',
    shadowed: { userId: 'mine' },
  });
  expect(parse(lines)[1]).toEqual({
    level: 30,
    time: 1,
    pid: 1,
    msg: 'outside',
    region: 'eu',
    when: '1970-01-01T00:00:00.000Z',
  });
});

test('the redaction and the serializers of the logger apply to the fields', () => {
  const user = new Local<{ user: { id: number; password: string }; email: string }>({
    user: () => ({ id: 7, password: 'secret' }),
    email: 'a@b.c',
  });
  const { logger, lines } = makeLogger({
    redact: ['user.password', 'email'],
    serializers: { requestPath: (path: string) => path.toUpperCase() },
  });
  attachContext(logger, { fields: [user] });
  inRequest('REQ7f', '/users', () => logger.info('line'));
  expect(parse(lines)[0]).toMatchObject({
    requestPath: '/USERS',
    user: { id: 7, password: '[Redacted]' },
    email: '[Redacted]',
  });
});

test('a redaction with a wildcard applies to the fields, and to those of children', () => {
  const user = new Local<{ user: { token: string } }>({ user: () => ({ token: 'secret' }) });
  const root = makeLogger({ redact: ['*.token'] });
  attachContext(root.logger, { fields: [user] });
  const child = makeLogger();
  attachContext(child.logger, { fields: [user] });
  inRequest('REQ7f', '/users', () => {
    root.logger.info('line');
    child.logger.child({}, { redact: ['*.token'] }).info('line');
  });
  for (const line of parse([...root.lines, ...child.lines]))
    expect(line).toMatchObject({ user: { token: '[Redacted]' } });
});

test('a serializer that throws costs one field, not the line', () => {
  const { logger, lines } = makeLogger({
    serializers: {
      requestPath: () => {
        throw new Error('no path');
      },
    },
  });
  attachContext(logger);
  inRequest('REQ7f', '/users', () => logger.info('line'));
  expect(parse(lines)[0]).toMatchObject({ msg: 'line', requestId: 'REQ7f' });
});

test('children made before and after have the fields, and a child can have its own', () => {
  const { logger, lines } = makeLogger();
  const before = logger.child({ made: 'before' });
  attachContext(logger);
  const own = attachContext(logger.child({ made: 'own' }), { fields: { requestId: 'rid' } });
  inRequest('REQ7f', '/users', () => {
    before.info('line');
    logger.child({ made: 'after' }).info('line');
    own.info('line');
    own.child({}).info('line');
  });
  const shown = parse(lines).map(({ requestId, rid }) => [requestId, rid]);
  expect(shown).toEqual([
    ['REQ7f', undefined],
    ['REQ7f', undefined],
    [undefined, 'REQ7f'],
    [undefined, 'REQ7f'],
  ]);
});

test('attaching twice adds the fields once, and the last fields count', () => {
  const { logger, lines } = makeLogger();
  attachContext(attachContext(logger));
  attachContext(logger, { fields: { requestId: 'rid', requestPath: false } });
  attachContext(logger);
  [logger].forEach(attachContext as never);
  inRequest('REQ7f', '/users', () => logger.info('line'));
  expect(lines).toEqual(['{"level":30,"time":1,"rid":"REQ7f","pid":1,"msg":"line"}\n']);
});

test('an id that is no text, or has quotes and line breaks, is shown as JSON', () => {
  const { logger, lines } = makeLogger();
  attachContext(logger);
  inRequest('a"b\nc', 7 as never, () => logger.info('line'));
  expect(parse(lines)[0]).toMatchObject({ requestId: 'a"b\nc', requestPath: '7' });
});

test('a stream that wants to know what lines are made of knows it', () => {
  const { logger } = makeLogger();
  const seen: unknown[] = [];
  const destination = {
    [Symbol.for('pino.metadata')]: true,
    write(this: Record<string, unknown>) {
      seen.push(this['lastLevel'], this['lastMsg'], this['lastObj']);
    },
  };
  Object.assign(logger, { [streamKey(logger)]: destination });
  attachContext(logger);
  inRequest('REQ7f', '/users', () => logger.info({ a: 1 }, 'line'));
  expect(seen).toEqual([30, 'line', { a: 1 }]);
});

function streamKey(logger: object): symbol {
  const found = Object.getOwnPropertySymbols(logger).find(
    ({ description }) => description === 'pino.stream',
  );
  if (found === undefined) throw new Error('Expected a stream');
  return found;
}
