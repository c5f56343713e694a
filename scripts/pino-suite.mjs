// @ts-check
// Runs pino's own tests twice: as they are, and with every logger that pino makes attached. Prints which tests pass only
// once of the two:
//   node scripts/pino-suite.mjs path/to/a/checkout/of/pino
// The checkout has its dependencies installed: git clone, npm install. It stays outside this repository. Build
// packages/pino first.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from './packages.mjs';

const MINUTE = 60_000;
const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('Expected the path of a checkout of pino');
const checkout = resolve(given);
if (!existsSync(join(checkout, 'node_modules')))
  throw new Error(`Expected dependencies in ${checkout}: run \`npm install\` there`);

const preload = join(root, 'scripts', 'pino-suite', 'attach-in-processes.cjs');
const reporter = pathToFileURL(join(root, 'scripts', 'pino-suite', 'write-report.mjs')).href;
const folder = mkdtempSync(join(tmpdir(), 'aiolocals-pino-'));

/** Runs test files; returns the status of each test by its name. */
function run(/** @type {string[]} */ files, /** @type {string} */ options) {
  const report = join(folder, 'report.jsonl');
  rmSync(report, { force: true });
  const args = ['--test', '--test-concurrency=2', '--test-timeout=60000'];
  spawnSync(
    process.execPath,
    [...args, `--test-reporter=${reporter}`, `--test-reporter-destination=${report}`, ...files],
    {
      cwd: checkout,
      env: {
        ...process.env,
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${options}`,
        PINO_CHECKOUT: checkout,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 28,
      timeout: 20 * MINUTE,
    },
  );
  /** @type {Map<string, string>} */
  const statuses = new Map();
  for (const line of readFileSync(report, 'utf8').trim().split('\n')) {
    const { file, name, status } = JSON.parse(line);
    let key = `${file.slice(checkout.length + 1)}: ${name}`;
    while (statuses.has(key)) key += ' (again)';
    statuses.set(key, status);
  }
  return statuses;
}

/** What fails on a busy machine, with us or without, gets a second chance. */
function runTwice(/** @type {string} */ options) {
  const files = testFiles();
  const statuses = run(files, options);
  const failed = [...statuses].filter(([, status]) => status === 'failed');
  const again = [...new Set(failed.map(([test]) => test.split(': ')[0] ?? ''))];
  if (again.length > 0)
    for (const [test, status] of run(again, options))
      if (status === 'passed') statuses.set(test, status);
  return statuses;
}

/** The tests of pino for Node. Those of its build for browsers make no logger that can be attached. */
function testFiles() {
  return readdirSync(join(checkout, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.m?js$/.test(file) && !/browser|fixtures|jest/.test(file))
    .map((file) => join('test', file));
}

function passed(/** @type {Map<string, string>} */ statuses) {
  return [...statuses.values()].filter((status) => status === 'passed').length;
}

const without = runTwice('');
const attached = runTwice(`--require=${preload}`);
rmSync(folder, { recursive: true });

console.log(`pino's tests without us: ${passed(without)} of ${without.size} pass`);
console.log(`with every logger attached: ${passed(attached)} of ${attached.size} pass`);
const names = [...new Set([...without.keys(), ...attached.keys()])];
const differing = names.filter((name) => without.get(name) !== attached.get(name));
for (const name of differing)
  console.log(`${without.get(name) ?? 'absent'} → ${attached.get(name) ?? 'absent'}  ${name}`);
console.log(`${differing.length} tests differ`);
if (differing.length > 0 || passed(without) === 0) process.exitCode = 1;
