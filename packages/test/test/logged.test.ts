// oxlint-disable-next-line import/no-unassigned-import -- it adds the matcher
import '@aiolocals/test/vitest';
import { Context, request } from '@aiolocals/core';
import { assertLogged, assertNotLogged, captureLines, matchers } from '@aiolocals/test';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import winston from 'winston';

function winstonOf(format: winston.Logform.Format) {
  const lines = captureLines();
  const transports = [new winston.transports.Stream({ stream: lines })];
  return { lines, logger: winston.createLogger({ level: 'debug', format, transports }) };
}
const messageOf = (fn: () => void): string => {
  try {
    fn();
  } catch (error) {
    return (error as Error).message;
  }
  return 'did not throw';
};

describe('captureLines', () => {
  test('keeps what winston logs as JSON', () => {
    const { lines, logger } = winstonOf(winston.format.json());
    logger.info('loaded', { requestId: 'a1', count: 2 });
    expect(lines.entries).toEqual([
      { level: 'info', message: 'loaded', requestId: 'a1', count: 2 },
    ]);
    lines.clear();
    expect(lines.lines).toEqual([]);
  });

  test('reads the default template of configureLogging, with colours and without', () => {
    const lines = captureLines();
    lines.write('orders: [/users#a1] \u001B[32minfo\u001B[39m - loaded # [2]: all\n');
    expect(lines).toHaveLogged({
      service: 'orders',
      requestPath: '/users',
      requestId: 'a1',
      level: 'info',
      message: 'loaded # [2]: all',
    });
  });

  test('keeps what pino logs', () => {
    const lines = captureLines();
    new Context().run(() => {
      request.id = 'a1';
      pino({ mixin: () => ({ requestId: request.id }) }, lines).warn({ left: 2 }, 'low on ham');
    });
    expect(lines).toHaveLogged({ requestId: 'a1', level: 'warn', message: 'low on ham', left: 2 });
    expect(lines).toHaveLogged({ level: 40, msg: /ham$/ });
    expect(lines).not.toHaveLogged({ level: 'info' });
    expect([{ level: 35 }]).not.toHaveLogged({ level: 'info' });
  });

  test('keeps objects as they were, and text in whatever pieces', () => {
    const lines = captureLines();
    const entry = { message: 'one' };
    lines.write(entry);
    entry.message = 'changed later';
    lines.write(Buffer.from('{"message":"t'));
    lines.write('wo"}\r\n\nthree\n{"not": json');
    expect(lines.lines).toEqual([
      '{"message":"one"}',
      '{"message":"two"}',
      'three',
      '{"not": json',
    ]);
    expect(lines.entries.map(({ message }) => message)).toEqual([
      'one',
      'two',
      'three',
      '{"not": json',
    ]);
  });
});

describe('toHaveLogged and assertLogged', () => {
  const text = 'orders: [/a#a1] info - loaded\norders: [/b#b2] warn - low\n';

  test('take captured lines, lists, and the output of a process', () => {
    for (const logged of [
      text,
      text.trim().split('\n'),
      [{ requestId: 'a1', message: 'loaded' }],
    ]) {
      expect(logged).toHaveLogged({ requestId: 'a1', message: 'loaded' });
      expect(logged).not.toHaveLogged({ requestId: 'b2', message: 'loaded' });
      assertLogged(logged, { requestId: 'a1', message: /load/ });
      assertNotLogged(logged, { requestId: 'b2', message: 'loaded' });
    }
  });

  test('compare deeply, by patterns, by matchers, and for absence', () => {
    const logged = [{ message: 'x', meta: { ids: [1, 2] }, at: 7, reqId: 'f1' }];
    expect(logged).toHaveLogged({ meta: { ids: [1, 2] }, at: expect.any(Number), requestId: 'f1' });
    expect(logged).toHaveLogged({ error: undefined });
    expect(logged).not.toHaveLogged({ meta: { ids: [1] } });
    expect(logged).not.toHaveLogged({ at: /7/ });
  });

  test('show the lines, and in which fields each differs', () => {
    expect(messageOf(() => assertLogged(text, { requestId: 'a1', message: 'low' }))).toBe(
      [
        "Expected a line with { requestId: 'a1', message: 'low' }, but 2 lines were logged:",
        "  { service: 'orders', requestPath: '/a', requestId: 'a1', level: 'info', message: 'loaded' } differs in message",
        "  { service: 'orders', requestPath: '/b', requestId: 'b2', level: 'warn', message: 'low' } differs in requestId",
      ].join('\n'),
    );
    expect(messageOf(() => expect([]).toHaveLogged({ message: 'x' }))).toContain(
      'nothing was logged',
    );
    expect(messageOf(() => assertNotLogged(['x'], { message: 'x' }))).toBe(
      "Expected no line with { message: 'x' }, but 1 line was logged:\n  { message: 'x' }",
    );
    expect(matchers.toHaveLogged(['x'], { message: 'x' }).message()).toMatch(/^Expected no line/);
    const many = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    expect(messageOf(() => assertLogged(many, { message: 'x' }))).toContain('  … 10 earlier\n');
  });

  test('refuse what they cannot look through', () => {
    expect(() => assertLogged(undefined as never, {})).toThrow(/`captureLines\(\)`/);
    expect(() => assertLogged([], 'loaded' as never)).toThrow(/names each field/);
  });
});
