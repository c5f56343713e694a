// @ts-check
// Runs the tests of every package on every runtime, and prints a table.
//   --only 22,24,bun      Only these runtimes. `24` is Node 24 with and without AsyncContextFrame.
//   --package core,pino   Only these packages.
//   --others              Leaves out what `pnpm test` has run: the Node that runs this, the linter and the codemods. On Bun and
//                         Deno it runs only tests of threads.
//   --limit 600           How many seconds a package may take on a runtime.
//   --write               Writes the results into the tables of README.md and docs/runtimes.md.
import { parseArgs } from 'node:util';
import process from 'node:process';
import { testedPackages, TOOLS } from './packages.mjs';
import { binaryOf, findOther, installOthers, otherRuntimes, runtimes } from './runtimes.mjs';
import { judge } from './runtimes/judge.mjs';
import { crashOf, runSuite } from './runtimes/run-suite.mjs';
import { writeResults } from './runtimes/support-table.mjs';

/**
 * @typedef {import('./runtimes.mjs').Runtime} Runtime
 * @typedef {import('./runtimes/run-suite.mjs').Job} Job
 * @typedef {Job & import('./runtimes/judge.mjs').Verdict & { seconds: number, output: string }} Result
 */

/** What `--others` runs on Bun and Deno: threads with a context, and messages. */
const THREADS = ['test/context-worker.test.ts', 'test/messages.test.ts', 'test/preserve.test.ts'];

const { values } = parseArgs({
  options: {
    limit: { type: 'string', default: '600' },
    only: { type: 'string' },
    others: { type: 'boolean', default: false },
    package: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const limit = Number(values.limit);
if (!(limit > 0)) throw new Error(`Expected \`--limit\` to be seconds, got ${values.limit}`);

const names = narrow(testedPackages(), (name) => name, values.package);
const own = process.versions.node.split('.')[0];
const nodes = values.others ? runtimes.filter(({ name }) => name !== own) : runtimes;
// `--only 24` is both of Node 24.
const asked = narrow([...nodes, ...otherRuntimes], ({ name }) => name.split(' ')[0], values.only);
// A few tests run a file on them.
installOthers();
const chosen = asked.filter(isInstalled);
const jobs = chosen.flatMap(jobsOn);

/** @type {Result[]} */
const results = [];
/** On what the runtime itself crashed. @type {string[]} */
const crashes = [];
// Two at once: more only get in each other's way on two cores.
await Promise.all([work(), work()]);
report();
if (values.write) writeResults(results);

/**
 * @template T
 * @param {T[]} all
 * @param {(item: T) => string | undefined} key
 * @param {string | undefined} list
 */
function narrow(all, key, list) {
  if (list === undefined) return all;
  const wanted = new Set(list.split(','));
  const known = new Set(all.map(key));
  for (const one of wanted) {
    if (!known.has(one)) throw new Error(`Expected some of ${[...known].join()}, got ${one}`);
  }
  return all.filter((item) => wanted.has(key(item) ?? ''));
}

/** Installs each runtime, and throws for a Node that cannot be installed. Bun and Deno may be missing. */
function isInstalled(/** @type {Runtime} */ runtime) {
  if (otherRuntimes.includes(runtime)) return findOther(runtime.name) !== undefined;
  binaryOf(runtime);
  return true;
}

/** @returns {Job[]} */
function jobsOn(/** @type {Runtime} */ runtime) {
  const isOther = otherRuntimes.includes(runtime);
  const isShort = values.others && isOther;
  const tested = values.others || isOther ? names.filter((name) => !TOOLS.has(name)) : names;
  if (!isShort) return tested.map((name) => ({ runtime, name, files: [] }));
  return names.includes('workers') ? [{ runtime, name: 'workers', files: THREADS }] : [];
}

/** @returns {Promise<void>} */
async function work() {
  const job = jobs.shift();
  if (!job) return;
  const run = await runUncrashed(job);
  const result = { ...job, ...judge(job, run), seconds: run.seconds, output: run.output };
  results.push(result);
  console.log(`${titleOf(job.runtime)}, ${job.name}: ${figures(result)}`);
  return work();
}

/**
 * Runs a suite, and once more if the runtime itself crashed: an assertion in its native code is no verdict on the
 * tests. The crash is printed, because our code may have caused it. A second crash counts.
 *
 * @returns {Promise<import('./runtimes/run-suite.mjs').Run>}
 */
async function runUncrashed(/** @type {Job} */ job) {
  const run = await runSuite(job, limit);
  const crash = crashOf(run);
  if (crash === undefined) return run;
  const where = `${titleOf(job.runtime)}, ${job.name}`;
  console.log(`CRASHED on ${where}, so it is run once more:\n${crash}`);
  crashes.push(where);
  return runSuite(job, limit);
}

function titleOf(/** @type {Runtime} */ { name }) {
  return otherRuntimes.some((other) => other.name === name) ? name : `Node ${name}`;
}

function figures(/** @type {Result} */ { passed, differing, open, faults, seconds }) {
  const unclear = open > 0 ? ` (${open} unexplained)` : '';
  const differ = differing > 0 ? `, ${differing} differ${unclear}` : '';
  return `${passed} passed${differ}, ${faults.length} failed, ${seconds.toFixed(1)} s`;
}

function report() {
  for (const { runtime, name, faults, output } of results) {
    if (faults.length === 0) continue;
    console.log(`\nFAILED on ${titleOf(runtime)}, ${name}:\n${output}`);
    for (const fault of faults) console.log(`- ${fault}`);
  }

  const rows = chosen.map((runtime) => {
    const here = results.filter((result) => result.runtime === runtime);
    const cells = names.map(
      (name) => here.filter((result) => result.name === name).map(figures)[0] ?? '',
    );
    return [`${titleOf(runtime)} (${runtime.backend})`].concat(cells);
  });
  const table = [['runtime', ...names], ...rows];
  const width = (/** @type {number} */ column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0));
  console.log();
  for (const row of table) {
    console.log(row.map((cell, column) => cell.padEnd(width(column))).join('  '));
  }

  if (crashes.length > 0)
    console.log(`\nThe runtime itself crashed once on: ${crashes.join('; ')}`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.faults.length, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
