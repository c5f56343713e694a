// @ts-check
// Tries properties with random data, and prints the seed, so that a run can be repeated.
//   --seed 7      Starts from this seed. By default from a random one.
//   --only log    Only one area: programs, requests, carriers, retention, log or options.
//   --runs 5000   Runs each property so many times.
//   --long        Runs each property twenty times as often.
//   --quick       Only what `pnpm test` does not run.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** @typedef {{ folder: string, files: readonly string[] }} Part */

/** What is tried, by area. The properties of a package stand with its other tests. */
const areas = /** @type {Readonly<Record<string, readonly Part[]>>} */ ({
  programs: [
    { folder: 'trust', files: ['fuzz/programs'] },
    {
      folder: 'packages/core',
      files: ['test/model', 'test/lifetime-model', 'test/with', 'test/binding', 'test/root'],
    },
  ],
  requests: [
    { folder: 'trust', files: ['fuzz/sockets'] },
    { folder: 'packages/core', files: ['test/http/hostile-headers'] },
  ],
  carriers: [
    { folder: 'trust', files: ['fuzz/cost'] },
    {
      folder: 'packages/core',
      files: ['test/carrier/hostile', 'test/carrier/snapshot', 'test/carrier/changes'],
    },
    { folder: 'packages/workers', files: ['test/hostile'] },
  ],
  retention: [{ folder: 'trust', files: ['fuzz/retention'] }],
  log: [
    {
      folder: 'packages/logging',
      files: ['test/fuzz', 'test/not-forgeable', 'test/delivery'],
    },
  ],
  options: [
    { folder: 'trust', files: ['fuzz/options', 'fuzz/arguments'] },
    { folder: 'packages/core', files: ['test/options/options-checker'] },
  ],
});
const TIMES_LONG = 20;
const root = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    only: { type: 'string' },
    long: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const seed = numberOf('seed', values.seed) ?? Math.floor(Math.random() * 2 ** 31);
const runs = numberOf('runs', values.runs);
const chosen = Object.entries(areas).filter(
  ([area]) => values.only === undefined || area === values.only,
);
if (chosen.length === 0)
  throw new TypeError(
    `Expected --only to be one of ${Object.keys(areas).join(', ')}, got ${values.only}`,
  );

const limits = [
  ...(runs === undefined ? [] : [`--runs ${runs}`]),
  ...(values.long ? ['--long'] : []),
];
console.log(`Seed ${seed}`);
const reports = mkdtempSync(join(tmpdir(), 'aiolocals-fuzz-'));
/** @type {string[][]} */
const rows = [];
let failed = 0;
for (const [area, parts] of chosen) {
  for (const part of parts) if (!values.quick || part.folder === 'trust') await tryPart(area, part);
}
rmSync(reports, { recursive: true });
console.log();
for (const row of [['area', 'of', 'properties', 'failed', 'seconds'], ...rows])
  console.log(row.map((cell, column) => cell.padEnd([10, 18, 12, 8][column] ?? 0)).join(''));
console.log(failed === 0 ? '\nThe fuzz run passed' : '\nThe fuzz run FAILED');
process.exitCode = failed === 0 ? 0 : 1;

async function tryPart(/** @type {string} */ area, /** @type {Part} */ { folder, files }) {
  const began = performance.now();
  const { passed, failures, output } = await run(folder, files);
  failed += failures;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  rows.push([area, folder, String(passed + failures), String(failures), seconds]);
  console.log(`${area}, ${folder}: ${passed} passed, ${failures} failed, ${seconds} s`);
  if (failures > 0)
    console.log(
      `${output}\nReplay: pnpm fuzz ${['--seed', seed, '--only', area, ...limits].join(' ')}\n`,
    );
}

/** Runs the files of one package. */
async function run(/** @type {string} */ folder, /** @type {readonly string[]} */ files) {
  const cwd = join(root, folder);
  const report = join(reports, `${rows.length}.json`);
  const vitest = join(cwd, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', ...files, '--coverage.enabled=false', '--typecheck.enabled=false'];
  args.push(
    '--reporter=default',
    '--reporter=json',
    '--outputFile',
    report,
    '--silent=passed-only',
  );
  // A test may take as long as it needs.
  args.push('--testTimeout=3600000');
  const env = {
    ...process.env,
    AIOLOCALS_TESTS: 'brief',
    AIOLOCALS_FUZZ_SEED: String(seed),
    ...(runs === undefined ? {} : { AIOLOCALS_FUZZ_RUNS: String(runs) }),
    ...(values.long ? { AIOLOCALS_FUZZ_TIMES: String(TIMES_LONG) } : {}),
  };
  const child = spawn(process.execPath, args, { cwd, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  const { numPassedTests: passed, numFailedTests } = countsIn(report);
  // A crash is a failure too, and so is a run of nothing.
  const failures = code === 0 && passed > 0 ? 0 : Math.max(1, numFailedTests);
  return { passed, failures, output };
}

/** @returns {{ numPassedTests: number, numFailedTests: number }} */
function countsIn(/** @type {string} */ report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
}

function numberOf(/** @type {string} */ name, /** @type {string | undefined} */ text) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= (name === 'runs' ? 1 : -(2 ** 31))) return number;
  throw new TypeError(`Expected --${name} to be a whole number, got ${text}`);
}
