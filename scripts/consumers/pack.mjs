// @ts-check
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from '../packages.mjs';

/**
 * What a check found. `detail` is a figure, or what went wrong.
 *
 * @typedef {{ what: string, ok: boolean, detail: string }} Row
 * @typedef {{ name: string, tarball: string, manifest: Record<string, any> }} Packed
 */

const packages = join(root, 'packages');

/**
 * Packs all packages that are published, as for publishing.
 *
 * @returns {Packed[]}
 */
export function packAll(/** @type {string} */ folder) {
  mkdirSync(folder, { recursive: true });
  return readdirSync(packages).flatMap((name) => {
    const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
    if (manifest.private === true) return [];
    const tarball = join(folder, `${name}.tgz`);
    execFileSync('pnpm', ['pack', '--out', tarball], {
      cwd: join(packages, name),
      stdio: 'ignore',
    });
    return [{ name, tarball, manifest }];
  });
}

/** Makes an empty project, with what it needs from the registry and from the tarballs. */
export function makeProject(
  /** @type {string} */ folder,
  /** @type {string[]} */ specifiers,
  /** @type {object} */ manifest = {},
) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  execFileSync('npm', ['install', ...quiet, ...specifiers], { cwd: folder, stdio: 'pipe' });
  return folder;
}

/** Runs a command, and returns whether it exited with 0 and what it printed. */
export function run(
  /** @type {string} */ folder,
  /** @type {string} */ command,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ environment = {},
) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...environment },
    timeout: 120_000,
  });
  return { ok: status === 0, printed: `${stdout}${stderr}`.trim() };
}

/** Runs a command of the project's own. */
export function runOwn(
  /** @type {string} */ folder,
  /** @type {string} */ command,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ environment = {},
) {
  return run(folder, join(folder, 'node_modules', '.bin', command), args, environment);
}

/** The first lines, for a table. */
export function brief(/** @type {string} */ text) {
  return text.split('\n').slice(0, 3).join(' | ').slice(0, 200);
}
