import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { parse } from './support/configured.js';

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

let inPipe: Awaited<ReturnType<typeof print>>;
beforeAll(async () => {
  inPipe = await print({});
});

test('lines of the console in a pipe are plain', () => {
  expect(inPipe.stdout).toEqual(PLAIN);
});

test('lines of the console are aligned and coloured by level with FORCE_COLOR', async () => {
  const { stdout } = await print({ FORCE_COLOR: '1' });
  expect(stdout).toEqual([
    'orders: [/#REQ1] \u001B[32minfo\u001B[39m  - an info',
    'orders: [/#REQ1] \u001B[31merror\u001B[39m - an error',
    'orders: [/#REQ1] \u001B[36mverbose\u001B[39m - long {"shadowed":{"level":"error"}}',
    'orders: [/#REQ1] unheard-of - odd',
  ]);
});

test('NO_COLOR and FORCE_COLOR=0 keep lines of the console plain', async () => {
  const [noColor, notForced] = await Promise.all([
    print({ NO_COLOR: '1' }),
    print({ FORCE_COLOR: '0' }),
  ]);
  expect(noColor.stdout).toEqual(PLAIN);
  expect(notForced.stdout).toEqual(PLAIN);
});

test('the console prints JSON with `debug: false`, also with FORCE_COLOR', async () => {
  const { stdout } = await print({ FORCE_COLOR: '1' }, 'production');
  expect(parse(stdout)).toMatchObject([
    { level: 'info', message: 'an info', service: 'orders', requestId: 'REQ1' },
    { level: 'error', message: 'an error', service: 'orders', requestId: 'REQ1' },
    { level: 'unheard-of', message: 'odd' },
  ]);
});

test('lines that are logged after the end of the logger go to the standard error, with a warning', () => {
  const { stderr } = inPipe;
  expect(stderr).toContain('orders: [/late#REQ2] info - too late\n');
  expect(stderr).toContain('orders: [/late#REQ2] info - much too late\n');
  expect(stderr).toContain('orders: [/late#REQ2] info - called back\n');
  expect(stderr).toContain('Lines were logged after the logger had ended');
});
