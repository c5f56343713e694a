// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root, vitestOf } from '../packages.mjs';

const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url));

/**
 * Runs tests of a package, and returns what they have noted.
 *
 * @param {string} name Of the package.
 * @param {readonly string[]} args What Vitest is to run.
 * @param {Record<string, string>} [environment]
 * @returns {import('./reporter.mjs').Noted}
 */
export function runTests(name, args, environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'aiolocals-places-'));
  const file = join(folder, 'noted.json');
  const fixed = ['--typecheck.enabled=false', '--coverage.enabled=false', `--reporter=${reporter}`];
  try {
    spawnSync(process.execPath, [vitestOf(name), 'run', ...args, ...fixed], {
      cwd: join(root, 'packages', name),
      env: { ...process.env, ...environment, AIOLOCALS_PLACES: file },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
