// @ts-check
// Shows what a release would publish: versions and packs all packages in a temporary copy of the last commit, and changes nothing
// here. `--changelogs` prints the new changelogs too. What is built is taken from here, so build first.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { published } from '../site/published.mjs';
import { root } from './packages.mjs';

/** @typedef {{ name: string, version: string, dependencies?: Record<string, string> }} Manifest */

const folder = mkdtempSync(join(tmpdir(), 'aiolocals-release-'));
const copy = join(folder, 'copy');
const run = (/** @type {string} */ command, /** @type {string[]} */ args, cwd = copy) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const packages = published();

try {
  run('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, copy], root);
  run(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version']);
  run(process.execPath, ['scripts/sync-version.mjs']);
  packages.forEach(prepare);
  const rows = packages.map(pack);
  console.table(rows);
  if (process.argv.includes('--changelogs')) {
    for (const { folder: name } of packages) console.log(changelogOf(name));
  }
  const without = packages.filter(({ folder: name }) => changelogOf(name) === '');
  for (const { name } of without) console.error(`${name} has no changelog: add a changeset`);
  process.exitCode = without.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

/** Brings what is built, and links siblings, so that `workspace:` ranges become those of the copy. */
function prepare(/** @type {{ folder: string }} */ { folder: name }) {
  const target = join(copy, 'packages', name);
  cpSync(join(root, 'packages', name, 'dist'), join(target, 'dist'), { recursive: true });
  mkdirSync(join(target, 'node_modules/@aiolocals'), { recursive: true });
  for (const { folder: sibling } of packages) {
    symlinkSync(join(copy, 'packages', sibling), join(target, 'node_modules/@aiolocals', sibling));
  }
}

function pack(/** @type {{ folder: string }} */ { folder: name }) {
  const cwd = join(copy, 'packages', name);
  const args = ['--yes', 'pnpm@12', 'pack', '--json', '--pack-destination', folder];
  /** @type {{ filename: string, files: unknown[] }} */
  const packed = JSON.parse(run('npx', args, cwd));
  const tarball = readFileSync(packed.filename);
  /** @type {Manifest} */
  const manifest = JSON.parse(run('tar', ['-xzOf', packed.filename, 'package/package.json']));
  const needs = Object.entries(manifest.dependencies ?? {}).map(
    ([each, range]) => `${each}@${range}`,
  );
  return {
    package: manifest.name,
    version: manifest.version,
    files: packed.files.length,
    kB: Math.round(tarball.length / 100) / 10,
    needs: needs.join(' '),
  };
}

function changelogOf(/** @type {string} */ name) {
  const file = join(copy, 'packages', name, 'CHANGELOG.md');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
