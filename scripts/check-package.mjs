// @ts-check
// Packs the package in the current folder as it would be published, and has the tarball judged.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'aiolocals-pack-'));
const tarball = join(folder, 'package.tgz');
const run = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
  execFileSync(command, args, { stdio: 'inherit' });

try {
  run('pnpm', 'pack', '--out', tarball);
  run('publint', 'run', tarball, '--strict');
  // Subpath exports are out of reach for `moduleResolution: node10`, which no Node >= 20 needs.
  run('attw', tarball, '--profile', 'node16');
} finally {
  rmSync(folder, { recursive: true });
}
