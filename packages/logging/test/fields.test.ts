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

test('every line carries the Locals that it is told to', () => {
  const { lines } = configured({ debug: false, fields: [tenant, user] });
  enter(() => winston.info('loaded', { count: 1 }));
  winston.info('outside');
  expect(parse(lines)).toMatchObject([
    { tenantId: 'acme', userId: 7, email: 'a@example.com', roles: [], count: 1 },
    { message: 'outside' },
  ]);
  expect(parse(lines)[1]).not.toHaveProperty('tenantId');
});

test('attributes can be picked, and each be redacted', () => {
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

test('a redaction that throws shows nothing', () => {
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

test('a field that cannot be read costs nothing but itself', () => {
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

test('in text the template shows them', () => {
  const { lines, transport } = makeSink();
  const logConfiguration = new SinkConfiguration(transport);
  logConfiguration.format = '{tenantId} {missing}{requestId} {level} {message}';
  configureLogging('orders', { logConfiguration, fields: [tenant, user] });
  enter(() => winston.info('loaded', { count: 1 }));
  expect(lines).toEqual(['acme REQ1 info loaded {"count":1}']);
});

test('callers cannot take the name of a field, also not of an open Local', () => {
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

test('a field is that of the log call, however late the line is written', () => {
  const { lines } = configured({ debug: false, fields: [tenant] });
  enter(() => {
    for (const id of ['a', 'b', 'c']) {
      tenant.tenantId = id;
      winston.info(id);
    }
  });
  expect(parse(lines).map(({ tenantId }) => tenantId)).toEqual(['a', 'b', 'c']);
});

test('says what is wrong with a field', () => {
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
