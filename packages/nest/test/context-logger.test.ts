import { Writable } from 'node:stream';
import { Context, jobContext, request } from '@aiolocals/core';
import { ContextLogger } from '@aiolocals/nest';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { expect, onTestFinished, test } from 'vitest';
import winston from 'winston';

interface Line {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Makes Nest's `Logger` write to a logger of winston, and returns the lines that it gets. */
function written(): Line[] {
  const lines: Line[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Line);
      done();
    },
  });
  const target = winston.createLogger({
    level: 'silly',
    format: winston.format.json(),
    transports: [new winston.transports.Stream({ stream })],
  });
  Logger.overrideLogger(new ContextLogger(target));
  onTestFinished(() => Logger.overrideLogger(new ConsoleLogger()));
  return lines;
}

test('each level of Nest has a level of winston', () => {
  const lines = written();
  const logger = new Logger('Cats');
  for (const level of ['log', 'error', 'warn', 'debug', 'verbose', 'fatal'] as const)
    logger[level]('x');
  expect(lines.map(({ level }) => level)).toEqual([
    'info',
    'error',
    'warn',
    'debug',
    'verbose',
    'error',
  ]);
  expect(lines.every(({ context, message }) => context === 'Cats' && message === 'x')).toBe(true);
  expect(lines.at(-1)).toHaveProperty('fatal', true);
});

test('the stack and the context of an error are fields, in each way that Nest passes them', () => {
  const lines = written();
  const { stack } = new Error('x');
  new Logger('Cats').error('with both', stack);
  new Logger().error('with a stack', stack);
  new Logger('Cats').error('without a stack');
  new Logger('Cats').error('with no stack', undefined);
  new Logger('Cats').error(new TypeError('as an error'));
  expect(lines).toMatchObject([
    { message: 'with both', stack, context: 'Cats' },
    { message: 'with a stack', stack },
    { message: 'without a stack', context: 'Cats' },
    { message: 'with no stack', context: 'Cats' },
    { message: 'as an error', context: 'Cats', stack: expect.stringContaining('TypeError') },
  ]);
  expect(lines[1]).not.toHaveProperty('context');
  expect(lines[2]).not.toHaveProperty('stack');
});

test('objects become fields, and what else is logged becomes part of the message', () => {
  const lines = written();
  const logger = new Logger('Cats');
  const passed = Object.freeze({ cat: 'Tom' });
  logger.log('fed', passed);
  logger.log({ a: 1 });
  logger.log('several', 1, ['x']);
  expect(lines).toMatchObject([
    { message: 'fed', cat: 'Tom', context: 'Cats' },
    { message: '{ a: 1 }' },
    { message: "several 1 [ 'x' ]", context: 'Cats' },
  ]);
});

test('without a target, lines on the console start with the request', () => {
  const lines: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string) => lines.push(text) > 0;
  try {
    const logger = new ContextLogger();
    jobContext('nightly', () => {
      request.id = 'a1';
      logger.log('inside', 'Cats');
      logger.log({ a: 1 }, 'Cats');
    });
    logger.log('outside', 'Cats');
    new Context().run(() => logger.log('without an id', 'Cats'));
  } finally {
    process.stdout.write = write;
  }
  const plain = lines.join('');
  expect(plain).toContain('[nightly#a1] inside');
  expect(plain).not.toMatch(/\] (outside|without an id).*#/);
  expect(plain).toContain('outside');
});
