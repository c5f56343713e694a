import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const require = createRequire(import.meta.url);
const binary = (name: string, path: string): string =>
  join(dirname(require.resolve(`${name}/package.json`)), path);

const commands: Record<string, (file: string) => string[]> = {
  Vitest: (file) => [
    binary('vitest', 'vitest.mjs'),
    'run',
    '--root',
    fixtures,
    `${file}.vitest.mjs`,
  ],
  Jest: (file) => [
    binary('jest', 'bin/jest.js'),
    '--rootDir',
    fixtures,
    '--testMatch',
    `**/${file}.jest.cjs`,
    '--no-cache',
  ],
  'node:test': (file) => ['--test', '--test-reporter=spec', join(fixtures, `${file}.node.cjs`)],
  mocha: (file) => [binary('mocha', 'bin/mocha.js'), join(fixtures, `${file}.mocha.cjs`)],
};

/** The test runners, each in a process of its own. */
export const runners: readonly string[] = Object.keys(commands);

/** Runs a fixture under a test runner; returns what it printed, and what it noted in the file that it was given. */
export function runWith(
  runner: string,
  file: string,
): { status: number | null; printed: string; noted: [string, string | null][] } {
  const folder = mkdtempSync(join(tmpdir(), 'aiolocals-test-'));
  const notes = join(folder, 'notes');
  writeFileSync(notes, '');
  const { VITEST: _, NODE_TEST_CONTEXT: __, ...environment } = process.env;
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      (commands[runner] as (file: string) => string[])(file),
      {
        encoding: 'utf8',
        env: { ...environment, NO_COLOR: '1', FORCE_COLOR: '0', REACH_FILE: notes },
        timeout: 60_000,
      },
    );
    const lines = readFileSync(notes, 'utf8').split('\n').filter(Boolean);
    const noted = lines.map((line) => JSON.parse(line) as [string, string | null]);
    return { status, printed: stdout + stderr, noted };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
