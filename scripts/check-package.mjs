// @ts-check
// Packs the package in the current folder as for publishing, and checks the tarball.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cjs = join('dist', 'cjs');
for (const path of readdirSync(cjs, { encoding: 'utf8', recursive: true }))
  // In code that is not strict, a function that is called without an object has the global object as `this`.
  if (
    path.endsWith('.js') &&
    !/^(?:#!.*\n)?['"]use strict['"];/.test(readFileSync(join(cjs, path), 'utf8'))
  )
    throw new Error(`Expected ${join(cjs, path)} to be strict, as modules are`);

const folder = mkdtempSync(join(tmpdir(), 'aiolocals-pack-'));
const tarball = join(folder, 'package.tgz');
const run = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
  execFileSync(command, args, { stdio: 'inherit' });

try {
  run('pnpm', 'pack', '--out', tarball);
  run('publint', 'run', tarball, '--strict');
  // Without node10, which does not read `exports`. `typesVersions` has the types for it, which `pnpm test:consumers` checks.
  run('attw', tarball, '--profile', 'node16');
} finally {
  rmSync(folder, { recursive: true });
}
