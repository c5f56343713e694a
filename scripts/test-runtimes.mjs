// @ts-check
// Runs every package's tests on every runtime: `--only 22,24` and `--package core` narrow it down. `--others` leaves out
// the Node that runs this, on which `pnpm test` ran before.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { binaryOf, environmentOf, installOthers, runtimes } from './runtimes.mjs';

/**
 * @typedef {import('./runtimes.mjs').Runtime} Runtime
 * @typedef {{ runtime: Runtime, binary: string, name: string }} Job
 * @typedef {Job & { passed: number, failed: number, seconds: number, output: string }} Result
 */

const packages = fileURLToPath(new URL('../packages/', import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    others: { type: 'boolean', default: false },
    package: { type: 'string' },
  },
});

const tested = readdirSync(packages).filter((name) =>
  existsSync(join(packages, name, 'vitest.config.ts')),
);
const names = narrow(tested, (name) => name, values.package);
const own = process.versions.node.split('.')[0];
const candidates = values.others ? runtimes.filter(({ name }) => name !== own) : runtimes;
const chosen = narrow(candidates, ({ name }) => name.slice(0, 2), values.only);
// A few tests run a file on them.
installOthers();
const jobs = chosen.flatMap((runtime) => {
  const binary = binaryOf(runtime);
  return names.map((name) => ({ runtime, binary, name }));
});
const reports = mkdtempSync(join(tmpdir(), 'aiolocals-runtimes-'));

/** @type {Result[]} */
const results = [];
// Two at once: more only get in each other's way on two cores.
await Promise.all([work(), work()]);
rmSync(reports, { recursive: true });
report();

/**
 * @template T
 * @param {T[]} all
 * @param {(item: T) => string} key
 * @param {string | undefined} list
 */
function narrow(all, key, list) {
  if (list === undefined) return all;
  const wanted = new Set(list.split(','));
  const known = new Set(all.map(key));
  for (const one of wanted) {
    if (!known.has(one)) throw new Error(`Expected some of ${[...known].join()}, got ${one}`);
  }
  return all.filter((item) => wanted.has(key(item)));
}

/** @returns {Promise<void>} */
async function work() {
  const job = jobs.shift();
  if (!job) return;
  const result = await run(job);
  results.push(result);
  console.log(`Node ${job.runtime.name}, ${job.name}: ${figures(result)}`);
  return work();
}

/** @param {Job} job @returns {Promise<Result>} */
async function run(job) {
  const folder = join(packages, job.name);
  const file = join(reports, `${job.runtime.name} ${job.name}.json`);
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--coverage.enabled=false', '--typecheck.enabled=false'];
  args.push('--silent=passed-only', '--reporter=dot', '--reporter=json', '--outputFile', file);

  const started = performance.now();
  // Node 20 has one of the two kinds of AsyncLocalStorage, 24 the other. See `isThorough` in vitest.shared.ts.
  const isThorough = job.runtime.name === '20' || job.runtime.name === '24';
  const env = { ...environmentOf(job.runtime), AIOLOCALS_TESTS: isThorough ? 'all' : 'brief' };
  const child = spawn(job.binary, args, { cwd: folder, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - started) / 1000;

  /** @type {{ numPassedTests: number, numFailedTests: number }} */
  const { numPassedTests: passed, numFailedTests } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 0 };
  // A crash, an error outside of the tests, or no test at all is a failure too.
  const failed = code === 0 && passed > 0 ? 0 : Math.max(1, numFailedTests);
  return { ...job, passed, failed, seconds, output };
}

function figures(/** @type {Result} */ { passed, failed, seconds }) {
  return `${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s`;
}

function report() {
  for (const { runtime, name, failed, output } of results) {
    if (failed > 0) console.log(`\nFAILED on Node ${runtime.name}, ${name}:\n${output}`);
  }

  const rows = chosen.map((runtime) => {
    const here = results.filter((result) => result.runtime === runtime);
    const cells = names.map((name) => here.filter((result) => result.name === name).map(figures));
    return [`Node ${runtime.name} (${runtime.backend})`].concat(...cells);
  });
  const table = [['runtime'].concat(names), ...rows];
  const width = (/** @type {number} */ column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0));
  console.log();
  for (const row of table) {
    console.log(row.map((cell, column) => cell.padEnd(width(column))).join('  '));
  }

  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
