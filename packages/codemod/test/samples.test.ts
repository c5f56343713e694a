import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codemods, migrate } from '@aiolocals/codemod';
import { describe, expect, test } from 'vitest';

const samples = fileURLToPath(new URL('samples/', import.meta.url));
const pages = fileURLToPath(new URL('../../../docs/coming-from/', import.meta.url));

function run(file: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return stdout + stderr;
}

/** The two sides of the diff that a page shows. */
function sidesOf(page: string): { before: string; after: string } {
  const lines = /```diff\n(?<diff>.*?)```/s.exec(page)?.groups?.['diff']?.split('\n') ?? [];
  const without = (sign: string): string =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n');
  return { before: without('+'), after: without('-') };
}

describe.each(codemods)('a small app with %s', (name) => {
  const [file = ''] = readdirSync(`${samples}${name}/before`);
  const before = readFileSync(`${samples}${name}/before/${file}`, 'utf8');
  const after = readFileSync(`${samples}${name}/after/${file}`, 'utf8');

  test('is rewritten whole', () => {
    const { changed, leftovers } = migrate(name, new Map([[file, before]]));
    expect(changed.get(file)).toBe(after);
    expect(leftovers).toEqual([]);
  });

  test('prints the same before and after', { timeout: 60_000 }, () => {
    const printed = run(`${samples}${name}/before/${file}`);
    expect(printed).not.toBe('');
    expect(run(`${samples}${name}/after/${file}`)).toBe(printed);
  });

  test('is on the page about it as a diff', () => {
    expect(sidesOf(readFileSync(`${pages}${name}.md`, 'utf8'))).toEqual({ before, after });
  });

  test('is left alone the second time', () => {
    expect(migrate(name, new Map([[file, after]])).changed.size).toBe(0);
  });
});
