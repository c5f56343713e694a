// @ts-check
// Fails if a file of core imports from a floor above its own. The floors are those of the table in docs/architecture.md.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { root } from './packages.mjs';

/** It loads all modules of all floors. */
const ENTRY = 'packages/core/src/internal/entry/';
const IMPORT = /^(?:import|export)\b[^;']*'(\.[^']+)'/gms;

const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const section = page.split('\n## ').find((text) => text.startsWith('Floors of core'));
const floors = [...(section ?? '').matchAll(/^\| `([^`]+)`/gm)].map(([, folder = '']) => folder);
if (floors.length < 2) throw new Error('Expected docs/architecture.md to have a table of floors');

const sources = execFileSync('git', ['ls-files', 'packages/core/src'], {
  cwd: root,
  encoding: 'utf8',
});
const files = sources
  .trim()
  .split('\n')
  .filter((file) => !file.startsWith(ENTRY));
const wrong = files.flatMap((file) =>
  importsOf(file)
    .filter((imported) => !imported.startsWith(ENTRY) && floorOf(imported) < floorOf(file))
    .map((imported) => `${file} imports ${imported}, which is on a floor above it`),
);
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;

function importsOf(/** @type {string} */ file) {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, path = '']) => normalize(join(dirname(file), path)));
}

/** Counts from the top: the row whose folder is the nearest above the file. */
function floorOf(/** @type {string} */ file) {
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    const floor = floors.indexOf(folder);
    if (floor !== -1) return floor;
  }
  throw new Error(`${file} is on no floor of docs/architecture.md`);
}
