// @ts-check
// Runs winston's own tests twice: as they are, and with `attachContext` on every logger that winston makes. Prints the
// tests whose result differs:
//   node scripts/winston-suite.mjs path/to/a/checkout/of/winston
// Build packages/logging first. Make the checkout outside this repository, with git clone and npm ci, at the tag of the
// installed version.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { root } from './packages.mjs';
import { compareRuns, giveSecondChance, statusesOf } from './suite-report.mjs';

/** @typedef {{ file: string, fullName: string, status: string }[]} Report */

const MINUTE = 60_000;
const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('Expected the path of a checkout of winston');
const checkout = resolve(given);
const jest = join(checkout, 'node_modules', 'jest', 'bin', 'jest.js');
if (!existsSync(jest))
  throw new Error(`Expected dependencies in ${checkout}: run \`npm ci\` there`);

const inJest = join(root, 'scripts', 'winston-suite', 'attach-in-jest.cjs');
const reporter = join(root, 'scripts', 'winston-suite', 'write-report.cjs');
const inProcesses = join(root, 'scripts', 'winston-suite', 'attach-in-processes.cjs');
const folder = mkdtempSync(join(tmpdir(), 'aiolocals-winston-'));

/** Runs the suite; returns the status of each test by its name. */
function run(
  /** @type {string} */ name,
  /** @type {string[]} */ args,
  /** @type {object} */ env,
  /** @type {string[]} */ files = [],
) {
  const report = join(folder, `${name}.json`);
  // Some of the tests leave timers and servers behind.
  const options = ['--forceExit', '--runInBand', `--reporters=${reporter}`, ...args];
  // Files come first: after an option that takes several values they would be further ones.
  spawnSync(process.execPath, [jest, ...files, ...options], {
    cwd: checkout,
    env: { ...process.env, ...env, WINSTON_CHECKOUT: checkout, WINSTON_REPORT: report },
    // Some tests look at what is written to these, and fail where they are no pipes.
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
    timeout: 10 * MINUTE,
  });
  /** @type {Report} */
  const tests = JSON.parse(readFileSync(report, 'utf8'));
  return statusesOf(
    tests.map(({ file, fullName, status }) => ({ file, name: fullName, status })),
    checkout,
  );
}

/** Runs the suite. Some of its tests give a process one second. */
function runTwice(
  /** @type {string} */ name,
  /** @type {string[]} */ args = [],
  /** @type {object} */ env = {},
) {
  const statuses = run(name, args, env);
  giveSecondChance(statuses, (files) => run(`${name} again`, args, env, files));
  return statuses;
}

const preloaded = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require=${inProcesses}` };
const without = runTwice('without');
const attached = runTwice('with', [`--setupFiles=${inJest}`], preloaded);
rmSync(folder, { recursive: true });
compareRuns('winston', without, attached);
