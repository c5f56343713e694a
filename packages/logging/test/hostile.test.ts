import { request } from '@aiolocals/core';
import { attachContext, configureLogging, logging, RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';

const withoutPlaces = (text = ''): string => text.replaceAll(/^ +at .*\n?/gm, '').trimEnd();

test('a level named like an inherited property, such as `constructor`, is unknown, and its line is printed', () => {
  const { lines } = configured({ debug: false });
  const levels = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
  for (const level of levels) winston.log(level, 'shown');
  expect(parse(lines).map(({ level }) => level)).toEqual(levels);
});

test('`logging.level` of any kind of value hides no line of its request', () => {
  const { lines } = configured({ debug: false });
  const given = ['constructor', '__proto__', 5, null, Symbol('odd'), {}, 'in\nfo'];
  for (const level of given) {
    inRequest('REQ1', '/', () => {
      logging.level = level as never;
      winston.info('shown');
      winston.debug('not shown');
    });
  }
  expect(parse(lines).map(({ message }) => message)).toEqual(given.map(() => 'shown'));
});

test('isLevelEnabled returns true for a level that the logger does not have', () => {
  const { logger } = configured();
  expect(logger.isLevelEnabled(undefined as never)).toBe(true);
});

test('a process warning stays on one line, whatever it quotes', async () => {
  configured();
  // Warnings about other lines come first.
  await new Promise(setImmediate);
  const warned = new Promise<Error>((resolve) => {
    process.once('warning', resolve);
  });
  winston.log('bad\r\nforged\u001B[2J', 'shown');
  expect((await warned).message).toContain(String.raw`bad\r\nforged\x1b[2J`);
});

test('a line break in the name of the service is escaped', () => {
  const { lines, transport } = makeSink();
  configureLogging('a\nb', { logConfiguration: new SinkConfiguration(transport) });
  winston.info('loaded');
  expect(lines).toEqual([String.raw`a\nb: [#] info - loaded`]);
});

test('errors that contain each other are cut in depth and in breadth', () => {
  for (const debug of [true, false]) {
    const { lines } = configured({ debug });
    const ring = new AggregateError([], 'ring');
    ring.errors = Array.from({ length: 8 }, () => ring);
    for (const key of ['a', 'b', 'c', 'd']) Object.assign(ring, { [key]: ring });
    const grow = (depth: number): Error =>
      new AggregateError(
        depth === 0 ? [] : Array.from({ length: 8 }, () => grow(depth - 1)),
        `${depth}`,
      );
    winston.error(ring);
    winston.error(grow(4));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('[Circular]');
    expect(lines[1]).toContain('[…]');
    expect(lines[1]?.length).toBeLessThan(200_000);
  }
});

test('a cause that is not an error is shown as JSON, also if it contains itself', () => {
  const { lines } = configured();
  const cause: Record<string, unknown> = { name: 'a', message: 'b' };
  cause.cause = cause;
  winston.error('failed', new Error('x', { cause: { code: 1 } }));
  winston.error('failed', new Error('x', { cause }));
  expect(withoutPlaces(lines[0])).toBe(
    'orders: [#] error - failed\n    Error: x\n      cause: {"code":1}',
  );
  expect(withoutPlaces(lines[1])).toMatch(
    /cause: \{"name":"a","message":"b","cause":"\[Circular\]"\}$/,
  );
});

test('an error with a toJSON of its own is printed with its real message', () => {
  const { lines } = configured({ debug: false });
  winston.error(Object.assign(new Error('real'), { code: 'E1', toJSON: () => 'forged' }));
  expect(parse(lines)).toMatchObject([{ error: { name: 'Error', message: 'real', code: 'E1' } }]);
});

test.each([true, false])(
  'a format that prints each property shows nothing of the captured context (hardened: %s)',
  (hardened) => {
    const { lines, transport } = makeSink();
    const format = winston.format.combine(new RequestIdFilter(), winston.format.prettyPrint());
    const logger = attachContext(winston.createLogger({ format, transports: transport }), {
      hardened,
    });
    inRequest('REQ1', '/', () => logger.info('loaded'));
    expect(lines.join('\n')).toContain("requestId: 'REQ1'");
    expect(lines.join('\n')).not.toContain('Context `');
  },
);

test('an object that only looks like a crash is printed like any other', () => {
  const { lines } = configured({ debug: false });
  const body = {
    exception: true,
    rejection: true,
    trace: [],
    process: {},
    os: {},
    message: 'mine',
  };
  winston.log({ level: 'info', ...body });
  winston.info('body', body);
  winston.info(body);
  expect(parse(lines)).toMatchObject([
    { level: 'info', message: 'mine', trace: [] },
    { level: 'info', message: 'body', trace: [] },
    { level: 'info', message: 'mine', trace: [] },
  ]);
});

test.each([
  [undefined, ''],
  [null, ''],
  [7, '7'],
  [{ a: 1 }, '{ a: 1 }'],
])('a request id that is %o is shown as text', (id, shown) => {
  const { lines } = configured({ debug: false });
  inRequest('REQ1', '/', () => {
    request.id = id as never;
    winston.info('loaded');
  });
  expect(parse(lines)).toMatchObject([{ requestId: shown, requestPath: '/' }]);
});
