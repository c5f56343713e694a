// @ts-check
// A copy of the workspace in which files may be broken. Dependencies are shared, and builds are its own.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const NOT_COPIED = new Set(['coverage', '.turbo', '.vite']);
const FOLDERS = ['packages', 'scripts'];

/** Copies the workspace into a new folder, and returns its path and the function that removes it. */
export function copyTree(/** @type {string} */ root) {
  const copy = mkdtempSync(join(tmpdir(), 'aiolocals-mutants-'));
  const entries = readdirSync(root, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const name of [...FOLDERS, ...files]) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (from) => !NOT_COPIED.has(basename(from)),
    });
  }
  // A folder of its own with links in it: what tools cache there is not shared.
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === '.cache') continue;
    symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
  }
  return { path: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
