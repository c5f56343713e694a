import { Local } from '@aiolocals/core';
import { configureLogging } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';

const tenant = new Local<{ tenantId: string }>({ tenantId: '' });
const user = new Local<{ userId: number; email: string; roles: string[] }>({
  userId: 0,
  email: '',
  roles: () => [],
});
const bag = new Local();

const enter = (fn: () => void): void =>
  inRequest('REQ1', '/', () => {
    Object.assign(tenant, { tenantId: 'acme' });
    Object.assign(user, { userId: 7, email: 'a@example.com' });
    fn();
  });

/** The texts of the warnings that come while `fn` runs. */
async function warningsOf(fn: () => void): Promise<string[]> {
  const seen: string[] = [];
  const listen = ({ message }: Error): number => seen.push(message);
  process.on('warning', listen);
  fn();
  // A warning, and a rejection that nobody handles, are emitted in a later tick.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  return seen;
}

test('each line carries the Locals of `fields`', () => {
  const { lines } = configured({ debug: false, fields: [tenant, user] });
  enter(() => winston.info('loaded', { count: 1 }));
  winston.info('outside');
  expect(parse(lines)).toMatchObject([
    { tenantId: 'acme', userId: 7, email: 'a@example.com', roles: [], count: 1 },
    { message: 'outside' },
  ]);
  expect(parse(lines)[1]).not.toHaveProperty('tenantId');
});

test('`fields` can pick attributes of a Local and redact each of them', () => {
  const fields = [
    {
      local: user,
      attributes: ['userId', 'email', 'roles'],
      redact: {
        email: (value: unknown) => String(value).replace(/^[^@]*/, '*'),
        roles: true as const,
      },
    },
  ];
  const { lines } = configured({ debug: false, fields });
  enter(() => winston.info('loaded'));
  expect(parse(lines)).toMatchObject([{ userId: 7, email: '*@example.com', roles: '[redacted]' }]);
});

test('a redaction that throws shows nothing of the value', () => {
  const fail = (): never => {
    throw new Error('no');
  };
  const secret = new Local<{ token: string; broken: string }>({ token: 'hush', broken: fail });
  const { lines } = configured({
    debug: false,
    fields: [{ local: secret, redact: { token: fail } }],
  });
  enter(() => winston.info('loaded'));
  expect(parse(lines)).toMatchObject([{ token: '[redacted]' }]);
  expect(lines.join()).not.toContain('hush');
});

test('a function or a redaction that returns a promise costs no line and no process, and shows no secret', async () => {
  const rejected: unknown[] = [];
  const listen = (reason: unknown): number => rejected.push(reason);
  process.on('unhandledRejection', listen);
  const warnings = await warningsOf(() => {
    const fail = async (): Promise<never> => await Promise.reject(new Error('no'));
    const { lines } = configured({
      debug: false,
      fields: [{ local: user, attributes: ['email'], redact: { email: fail } }, fail],
    });
    enter(() => winston.info('loaded'));
    enter(() => winston.info('again'));
    expect(parse(lines)).toMatchObject([
      { message: 'loaded', email: '[redacted]' },
      { message: 'again', email: '[redacted]' },
    ]);
  });
  process.off('unhandledRejection', listen);
  expect(rejected).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^A redaction in `fields` returned a promise/),
    expect.stringMatching(/^A function in `fields` returned a promise/),
  ]);
});

test('a field whose default throws is left out, and the line is printed', () => {
  const broken = new Local<{ a: string; b: string }>({
    a: () => {
      throw new Error('no');
    },
    b: 'b',
  });
  const { lines } = configured({
    debug: false,
    fields: [{ local: broken, attributes: ['a', 'b'] }],
  });
  enter(() => winston.info('loaded'));
  expect(parse(lines)).toMatchObject([{ message: 'loaded', b: 'b' }]);
});

test('a text line shows fields where its template names them, and the others after the message', () => {
  const { lines, transport } = makeSink();
  const logConfiguration = new SinkConfiguration(transport);
  logConfiguration.format = '{tenantId} {missing}{requestId} {level} {message}';
  configureLogging('orders', { logConfiguration, fields: [tenant, user] });
  enter(() => winston.info('loaded', { count: 1 }));
  expect(lines).toEqual([
    'acme REQ1 info loaded {"userId":7,"email":"a@example.com","roles":[],"count":1}',
  ]);
});

test('a caller cannot overwrite a field, also not that of an open Local', () => {
  const { lines } = configured({ debug: false, fields: [tenant, bag] });
  enter(() => {
    Object.assign(bag, { color: 'red', level: 'error', error: 'no' });
    winston.info('loaded', { tenantId: 'forged', color: 'forged' });
  });
  expect(parse(lines)).toMatchObject([
    {
      level: 'info',
      tenantId: 'acme',
      color: 'red',
      shadowed: { tenantId: 'forged', color: 'forged' },
    },
  ]);
  expect(parse(lines)[0]).not.toHaveProperty('error');
});

test('a field has the value that it had at the log call', () => {
  const { lines } = configured({ debug: false, fields: [tenant] });
  enter(() => {
    for (const id of ['a', 'b', 'c']) {
      tenant.tenantId = id;
      winston.info(id);
    }
  });
  expect(parse(lines).map(({ tenantId }) => tenantId)).toEqual(['a', 'b', 'c']);
});

test('`fields` of the wrong kind are refused with a clear message', () => {
  const configure = (...fields: unknown[]): void => {
    configureLogging('orders', { fields: fields as never });
  };
  expect(() => configureLogging('orders', { fields: 1 as never })).toThrow(
    new TypeError('Expected `fields` to be an array of Locals, got `1` (number); pass `[local]`'),
  );
  expect(() => configure(1)).toThrow(
    new TypeError(
      'Expected `fields[0]` to be a Local or `{ local, attributes, redact }`, got `1` (number)',
    ),
  );
  expect(() => configure({})).toThrow('Expected `fields[0].local` to be a Local, got `undefined`');
  expect(() => configure({ local: user, attributes: 'email' })).toThrow(
    'Expected `fields[0].attributes` to be an array of attribute names',
  );
  expect(() => configure({ local: user, redact: { email: 'x' } })).toThrow(
    'Expected `fields[0].redact.email` to be `true` or a function',
  );
  expect(() => configure(tenant, tenant)).toThrow(
    /^Cannot log attribute `tenantId` of Local `Local#\d+` \(`fields\[1\]`\): every line has another field of that name; /,
  );
  expect(() => configure({ local: bag, attributes: ['message'] })).toThrow(
    /^Cannot log attribute `message`/,
  );
});
