import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const cli = fileURLToPath(new URL('../dist/esm/cli.js', import.meta.url));
const source = "import rTracer from 'cls-rtracer';\nexport const id = () => rTracer.id();\n";
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiolocals-codemod-'));
  mkdirSync(join(folder, 'src', 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'src/id.js'), source);
  writeFileSync(
    join(folder, 'src/hapi.ts'),
    "import t from 'cls-rtracer';\n\nuse(t.hapiPlugin);\n",
  );
  writeFileSync(join(folder, 'src/node_modules/other.js'), source);
  writeFileSync(join(folder, 'src/notes.md'), source);
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });

test('rewrites the sources below a path, and lists what is left', () => {
  const { status, stdout } = run('cls-rtracer', 'src');
  expect(stdout).toBe(
    [
      'changed src/id.js',
      'To do by hand:',
      '  src/hapi.ts:3 cls-rtracer: `hapiPlugin` has no counterpart that could be put in its place',
      '2 files read, 1 changed, 1 place to do by hand',
      '',
    ].join('\n'),
  );
  expect(status).toBe(0);
  expect(readFileSync(join(folder, 'src/id.js'), 'utf8')).toContain("from '@aiolocals/core'");
  expect(readFileSync(join(folder, 'src/node_modules/other.js'), 'utf8')).toBe(source);
});

test('writes nothing with --dry', () => {
  expect(run('cls-rtracer', '--dry', 'src/id.js').stdout).toContain('would change src/id.js');
  expect(readFileSync(join(folder, 'src/id.js'), 'utf8')).toBe(source);
});

test('prints how it is used, and what is wrong', () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: npx') });
  expect(run('cls-rtracer').status).toBe(1);
  expect(run('cls', 'src').stderr).toContain('Expected `name` to be one of');
  expect(run('cls-rtracer', 'gone').stderr).toContain('ENOENT');
});
