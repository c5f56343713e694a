import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { expect, test } from 'vitest';
import { parse } from './support/configured.js';

const fixture = fileURLToPath(new URL('fixtures/terminal.cjs', import.meta.url));
const ESCAPE = '\u001B';

/** What a process prints that logs to a terminal of its own. */
async function onTerminal(env: Record<string, string>, ...args: string[]): Promise<string[]> {
  const { PATH = '', NODE_OPTIONS = '', WINSTON = '' } = process.env;
  const terminal = spawn(process.execPath, [fixture, WINSTON, ...args], {
    // So wide that nothing is broken.
    cols: 10_000,
    env: { PATH, NODE_OPTIONS, TERM: 'xterm-256color', ...env },
  });
  let text = '';
  terminal.onData((data) => {
    text += data;
  });
  const exitCode = await new Promise<number>((resolve) => {
    terminal.onExit((exit) => resolve(exit.exitCode));
  });
  expect(exitCode).toBe(0);
  return text.trimEnd().split('\r\n');
}

const ALIGNED = [
  'orders: [/#REQ1] error - said',
  'orders: [/#REQ1] warn  - said',
  'orders: [/#REQ1] info  - said',
  'orders: [/#REQ1] http  - said',
  'orders: [/#REQ1] verbose - said',
  'orders: [/#REQ1] debug - said',
  'orders: [/#REQ1] error - failed',
];

test('on a terminal levels are aligned and coloured, and nothing else is coloured', async () => {
  const lines = await onTerminal({});
  expect(lines.slice(0, ALIGNED.length)).toEqual(
    [
      [31, 'error'],
      [33, 'warn', ' '],
      [32, 'info', ' '],
      [36, 'http', ' '],
      [36, 'verbose'],
      [34, 'debug'],
      [31, 'error'],
    ].map(([color, level, space = ''], index, { length }) => {
      const message = index === length - 1 ? 'failed' : 'said';
      return `orders: [/#REQ1] ${ESCAPE}[${color}m${level}${ESCAPE}[39m${space} - ${message}`;
    }),
  );
  expect(lines.slice(ALIGNED.length).join('')).not.toContain(ESCAPE);
});

test('on a terminal an error is shown with its stack, and the stack and the fields of its cause', async () => {
  const lines = await onTerminal({});
  const error = lines.slice(ALIGNED.length);
  const causeAt = error.findIndex((line) => line.includes('cause'));
  expect(error[0]).toBe(String.raw`    Error: cannot \x1b[31mload`);
  expect(error[1]).toMatch(/^ {8}at .*terminal\.cjs/);
  expect(error[causeAt]).toBe('      cause: Error: refused');
  expect(error[causeAt + 1]).toMatch(/^ {10}at .*terminal\.cjs/);
  expect(error.at(-1)).toBe('        {"code":"ECONNREFUSED"}');
});

test.each([
  ['NO_COLOR', { NO_COLOR: '1' }],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }],
  ['a terminal that has no colours', { TERM: 'dumb' }],
])('with %s lines on a terminal are aligned without colours', async (_what, env) => {
  const lines = await onTerminal(env);
  expect(lines.slice(0, ALIGNED.length)).toEqual(ALIGNED);
  expect(lines.join('')).not.toContain(ESCAPE);
});

test('FORCE_COLOR shows colours on a terminal that reports none', async () => {
  const lines = await onTerminal({ TERM: 'dumb', FORCE_COLOR: '1' });
  expect(lines[0]).toBe(`orders: [/#REQ1] ${ESCAPE}[31merror${ESCAPE}[39m - said`);
});

test('on a terminal lines are JSON without colours with `debug: false`', async () => {
  const lines = await onTerminal({ FORCE_COLOR: '1' }, 'production');
  expect(lines.join('')).not.toContain(ESCAPE);
  expect(parse(lines)).toMatchObject([
    { level: 'error', message: 'said', requestId: 'REQ1' },
    { level: 'warn', message: 'said' },
    { level: 'info', message: 'said' },
    { message: 'failed', error: { cause: { code: 'ECONNREFUSED' } } },
  ]);
});
