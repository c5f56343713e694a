// @ts-check
// Runs the tests of one package or of one file, without coverage, on the sources:
//   pnpm test:file packages/core/test/local.test.ts -t 'part of a title'
//   pnpm dev core         Watches the package, and reruns the tests that a change affects.
//   pnpm dev core local   The same, for the files with `local` in their path.
// Other arguments go to Vitest.
import { spawnSync } from 'node:child_process';
import { join, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { root, testedPackages, vitestOf } from './packages.mjs';

const given = process.argv.slice(2);
const isWatching = given.includes('--watch');
const [target = '', ...rest] = given.filter((arg) => arg !== '--watch');
const { name, filter } = find(target);

const { status } = spawnSync(
  process.execPath,
  [
    vitestOf(name),
    isWatching ? 'watch' : 'run',
    ...filter,
    '--coverage.enabled=false',
    '--typecheck.enabled=false',
    ...rest,
  ],
  { cwd: join(root, 'packages', name), stdio: 'inherit' },
);
process.exitCode = status ?? 1;

/** Finds the package that is named, or that the file is in. */
function find(/** @type {string} */ text) {
  const known = testedPackages();
  if (known.includes(text)) return { name: text, filter: [] };
  const [folder, inside = '', ...path] = relative(root, resolve(text)).split(sep);
  if (folder === 'packages' && known.includes(inside)) {
    return { name: inside, filter: path.length === 0 ? [] : [path.join('/')] };
  }
  const wanted = `a package (${known.join(', ')}) or the path of a test file`;
  throw new Error(`Expected ${wanted}, got \`${text}\``);
}
