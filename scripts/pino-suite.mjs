// @ts-check
// Runs pino's own tests twice: as they are, and with `attachContext` on every logger that pino makes. Prints the tests
// whose result differs:
//   node scripts/pino-suite.mjs path/to/a/checkout/of/pino
// Build packages/pino first. Make the checkout outside this repository, with git clone and npm install.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from './packages.mjs';
import { compareRuns, giveSecondChance, statusesOf } from './suite-report.mjs';

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
  const tests = readFileSync(report, 'utf8').trim().split('\n');
  return statusesOf(
    tests.map((test) => JSON.parse(test)),
    checkout,
  );
}

function runTwice(/** @type {string} */ options) {
  const statuses = run(testFiles(), options);
  giveSecondChance(statuses, (files) => run(files, options));
  return statuses;
}

/** The tests of pino for Node. Those of its build for browsers make no logger that can be attached. */
function testFiles() {
  return readdirSync(join(checkout, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.m?js$/.test(file) && !/browser|fixtures|jest/.test(file))
    .map((file) => join('test', file));
}

const without = runTwice('');
const attached = runTwice(`--require=${preload}`);
rmSync(folder, { recursive: true });
compareRuns('pino', without, attached);
