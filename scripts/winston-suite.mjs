// @ts-check
// Runs winston's own tests twice: as they are, and with every logger that winston makes attached as a guest's. Prints
// which tests pass only once of the two:
//   node scripts/winston-suite.mjs path/to/a/checkout/of/winston
// The checkout is at the tag of the installed version, with its dependencies installed: git clone, npm ci. It stays
// outside this repository.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { root } from './packages.mjs';

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
  /** @type {Map<string, string>} */
  const statuses = new Map();
  for (const { file, fullName, status } of tests) {
    let key = `${file.slice(checkout.length + 1)}: ${fullName}`;
    while (statuses.has(key)) key += ' (again)';
    statuses.set(key, status);
  }
  return statuses;
}

function passed(/** @type {Map<string, string>} */ statuses) {
  return [...statuses.values()].filter((status) => status === 'passed').length;
}

const preloaded = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require=${inProcesses}` };
const without = run('without', [], {});
const attached = run('with', [`--setupFiles=${inJest}`], preloaded);
// Some tests give a process one second. What fails on a busy machine, with us or without, gets a second chance.
/** @type {[string, typeof without, string[], Record<string, string>][]} */
const runs = [
  ['without', without, [], {}],
  ['with', attached, [`--setupFiles=${inJest}`], preloaded],
];
for (const [name, statuses, args, env] of runs) {
  const failed = [...statuses].filter(([, status]) => status === 'failed').map(([test]) => test);
  const files = new Set(failed.map((test) => test.split(': ')[0] ?? ''));
  if (files.size === 0) continue;
  for (const [test, status] of run(`${name} again`, args, env, [...files]))
    if (status === 'passed') statuses.set(test, status);
}
rmSync(folder, { recursive: true });

console.log(`winston's tests without us: ${passed(without)} of ${without.size} pass`);
console.log(`with every logger attached: ${passed(attached)} of ${attached.size} pass`);
const names = [...new Set([...without.keys(), ...attached.keys()])];
const differing = names.filter((name) => without.get(name) !== attached.get(name));
for (const name of differing)
  console.log(`${without.get(name) ?? 'absent'} → ${attached.get(name) ?? 'absent'}  ${name}`);
console.log(`${differing.length} tests differ`);
if (differing.length > 0 || passed(without) === 0) process.exitCode = 1;
