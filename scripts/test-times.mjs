// @ts-check
// Prints how many seconds the tests of each package take, and which files are the slowest:
//   pnpm test:times                 all packages, one after the other
//   pnpm test:times core logging    only these
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { root, testedPackages, vitestOf } from './packages.mjs';

/** @typedef {import('./times-reporter.mjs').FileTime} FileTime */

const SLOWEST = 10;
const reporter = join(root, 'scripts', 'times-reporter.mjs');
const folder = mkdtempSync(join(tmpdir(), 'aiolocals-times-'));
const known = testedPackages();
const chosen = process.argv.slice(2);
for (const name of chosen) {
  if (!known.includes(name)) throw new Error(`Expected some of ${known.join()}, got ${name}`);
}

const packages = (chosen.length === 0 ? known : chosen).map(measure);
rmSync(folder, { recursive: true });

console.log('seconds  package');
for (const { name, seconds, files } of packages) {
  console.log(`${shown(seconds)}  ${name} (${files.length} files)`);
}
console.log(`\nseconds  in tests  the ${SLOWEST} slowest files`);
const slowest = packages
  .flatMap(({ files }) => files)
  .toSorted((one, other) => other.seconds - one.seconds)
  .slice(0, SLOWEST);
for (const { path, seconds, inTests } of slowest) {
  console.log(`${shown(seconds)}  ${inTests.toFixed(1).padStart(8)}  ${path}`);
}

const failed = packages.filter(({ isPassed }) => !isPassed);
for (const { name, output } of failed) console.error(`\nThe tests of ${name} fail:\n${output}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Runs the tests of a package alone. */
function measure(/** @type {string} */ name) {
  const times = join(folder, `${name}.json`);
  const options = ['--coverage.enabled=false', '--typecheck.enabled=false'];
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitestOf(name), 'run', ...options, '--reporter=dot', `--reporter=${reporter}`],
    {
      cwd: join(root, 'packages', name),
      encoding: 'utf8',
      env: { ...process.env, AIOLOCALS_TIMES: times },
      maxBuffer: 2 ** 28,
    },
  );
  const seconds = (performance.now() - began) / 1000;
  /** @type {FileTime[]} */
  const files = existsSync(times) ? JSON.parse(readFileSync(times, 'utf8')) : [];
  for (const file of files) file.path = `packages/${name}/${file.path}`;
  return { name, seconds, files, isPassed: status === 0, output: stdout + stderr };
}

function shown(/** @type {number} */ seconds) {
  return seconds.toFixed(1).padStart(7);
}
