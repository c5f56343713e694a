import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { attachContext, RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink } from './support/sink.js';

const fixture = fileURLToPath(new URL('fixtures/console.mjs', import.meta.url));

/** What a process prints that logs to its console. */
async function print(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ stdout: string[]; stderr: string }> {
  const {
    FORCE_COLOR: _force,
    NO_COLOR: _no,
    NODE_DISABLE_COLORS: _disable,
    ...rest
  } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [fixture, ...args], {
    env: { ...rest, ...env },
  });
  return { stdout: stdout.trimEnd().split('\n'), stderr };
}

const PLAIN = [
  'orders: [/#REQ1] info - an info',
  'orders: [/#REQ1] error - an error',
  'orders: [/#REQ1] verbose - long {"shadowed":{"level":"error"}}',
  'orders: [/#REQ1] unheard-of - odd',
];

test('lines in a pipe are plain', async () => {
  const { stdout } = await print({});
  expect(stdout).toEqual(PLAIN);
});

test('lines for a terminal are aligned, and coloured by level', async () => {
  const { stdout } = await print({ FORCE_COLOR: '1' });
  expect(stdout).toEqual([
    'orders: [/#REQ1] \u001B[32minfo\u001B[39m  - an info',
    'orders: [/#REQ1] \u001B[31merror\u001B[39m - an error',
    'orders: [/#REQ1] \u001B[36mverbose\u001B[39m - long {"shadowed":{"level":"error"}}',
    'orders: [/#REQ1] unheard-of - odd',
  ]);
});

test('NO_COLOR and FORCE_COLOR=0 keep lines plain', async () => {
  const noColor = await print({ NO_COLOR: '1' });
  const notForced = await print({ FORCE_COLOR: '0' });
  expect(noColor.stdout).toEqual(PLAIN);
  expect(notForced.stdout).toEqual(PLAIN);
});

test('production prints JSON, whatever the terminal', async () => {
  const { stdout } = await print({ FORCE_COLOR: '1' }, 'production');
  expect(parse(stdout)).toMatchObject([
    { level: 'info', message: 'an info', service: 'orders', requestId: 'REQ1' },
    { level: 'error', message: 'an error', service: 'orders', requestId: 'REQ1' },
    { level: 'unheard-of', message: 'odd' },
  ]);
});

test('lines that are logged after the end of the logger are not lost, but said to be late', async () => {
  const { stderr } = await print({});
  expect(stderr).toContain('orders: [/late#REQ2] info - too late\n');
  expect(stderr).toContain('orders: [/late#REQ2] info - much too late\n');
  expect(stderr).toContain('orders: [/late#REQ2] info - called back\n');
  expect(stderr).toContain('Lines were logged after the logger had ended');
});

test('an error is printed with its stack, its fields and its causes', () => {
  const { lines } = configured();
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const errors = new AggregateError([new Error('first'), 'second'], 'all failed', { cause });
  winston.error('failed', errors);
  const text = lines.join('\n');
  expect(text).toMatch(
    /^orders: \[#\] error - failed\n {4}AggregateError: all failed\n {8}at [^]*\n {6}Error: first\n[^]*\n {6}"second"\n {6}cause: Error: refused\n[^]*\n {8}\{"code":"ECONNREFUSED"\}$/,
  );
});

test('an error without a stack is printed by its name', () => {
  const { lines } = configured();
  const error = new TypeError('plain');
  delete error.stack;
  Object.defineProperty(error, 'stack', { value: undefined });
  winston.error('failed', error);
  winston.error('twice', error, new Error('second'));
  expect(lines[0]).toBe('orders: [#] error - failed\n    TypeError: plain');
  expect(lines[1]).toContain('"shadowed":{"error":{"name":"Error","message":"second"');
});

test('JSON has the error as name, message, stack and cause', () => {
  const { lines } = configured({ debug: false });
  const error = new RangeError('too far', { cause: new Error('went on') });
  winston.error('failed', error);
  winston.error(error);
  winston.error('nested', { deep: { error } });
  const shape = {
    name: 'RangeError',
    message: 'too far',
    stack: error.stack,
    cause: { name: 'Error', message: 'went on', stack: (error.cause as Error).stack },
  };
  expect(parse(lines)).toMatchObject([
    { message: 'failed', error: shape },
    { message: 'too far', error: shape },
    { message: 'nested', deep: { error: shape } },
  ]);
});

test('a crash in text has its stack below, and not the state of the process', () => {
  const { logger, lines } = configured();
  const error = new Error('boom');
  logger.log(logger.exceptions.getAllInfo(error) as winston.LogEntry);
  // A transport that does not handle exceptions is not given them.
  expect(lines).toEqual([]);
  Object.assign(logger.transports[0] ?? {}, { handleExceptions: true });
  logger.log(logger.exceptions.getAllInfo(error) as winston.LogEntry);
  expect(lines[0]?.split('\n').slice(0, 2)).toEqual([
    'orders: [#] error - uncaughtException: boom',
    '    Error: boom',
  ]);
  expect(lines[0]).not.toContain('memoryUsage');
});

test('a template shows what an entry has, also objects', () => {
  const { lines, transport } = makeSink();
  const { logger } = configured();
  const format = logger.format;
  const own = attachContext(winston.createLogger({ format, transports: transport }));
  inRequest('REQ1', '/', () => own.info('in another logger'));
  // Its entries have no request on them, because it has no RequestIdFilter.
  expect(lines).toEqual(['orders: [#] info - in another logger']);
});

test('a filter can drop a line, change it, or make another', () => {
  const seen: string[] = [];
  const { lines, transport } = makeSink();
  const format = winston.format.combine(
    winston.format((info) => (info.message === 'drop' ? false : info))(),
    winston.format((info) => {
      seen.push(String(info.message));
      return { level: info.level, message: `new ${String(info.message)}` };
    })(),
  );
  const logger = attachContext(winston.createLogger({ format, transports: transport }));
  logger.info('drop');
  logger.info('keep');
  expect(seen).toEqual(['keep']);
  // No format of this logger makes a line of the entry.
  expect(parse(lines)).toEqual([{ level: 'info', message: 'new keep' }]);
});

test('formats that only say yes keep the entry', () => {
  const { lines, transport } = makeSink();
  const yes = winston.format(() => true)();
  const logger = attachContext(winston.createLogger({ format: yes, transports: transport }));
  inRequest('REQ1', '/', () => logger.info('kept'));
  expect(parse(lines)).toEqual([{ level: 'info', message: 'kept' }]);
});

test('RequestIdFilter warns once on a logger that does not capture the context', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): number => warnings.push(warning);
  process.on('warning', listen);
  const { lines, transport } = makeSink();
  const format = winston.format.combine(new RequestIdFilter(), winston.format.json());
  const logger = winston.createLogger({ format, transports: transport });
  inRequest('REQ1', '/', () => logger.info('inside'));
  logger.info('outside');
  await new Promise(setImmediate);
  process.off('warning', listen);
  expect(parse(lines)).toMatchObject([
    { requestId: 'REQ1', requestPath: '/' },
    { requestId: '', requestPath: '' },
  ]);
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^RequestIdFilter .* call `attachContext\(logger\)`$/),
  ]);
});
