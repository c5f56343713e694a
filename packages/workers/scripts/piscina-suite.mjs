// @ts-check
// Runs Piscina's own tests twice: with the installed Piscina, and with ContextPool in its place. Says what passes only
// with Piscina, and fails if that is more than what `by-design.mjs` lists.
//
//   node scripts/piscina-suite.mjs <a checkout of piscina, its dependencies installed> [files of its `test` folder]
//
// Fetches nothing. The folder of the npm package does for Piscina 5, if `tsx` can be found from there.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { byDesign } from './suite/by-design.mjs';
import { makeFolder } from './suite/make-folder.mjs';

/** How long one file of tests may take, in milliseconds. */
const MOST = Number(process.env.SUITE_LIMIT ?? 60_000);

/** @typedef {Map<string, boolean>} Outcomes Whether each test passed, by `file: title`. */

const [given, ...only] = process.argv.slice(2);
if (given === undefined) {
  console.error('Usage: node scripts/piscina-suite.mjs <checkout of piscina> [test files]');
  process.exit(2);
}
const checkout = resolve(given);
const files = readdirSync(join(checkout, 'test'))
  .filter((file) => file.endsWith('.ts') && (only.length === 0 || only.includes(file)))
  .toSorted();
const loader = loaderOf(checkout);
const base = mkdtempSync(join(tmpdir(), 'piscina-suite-'));

try {
  const withPiscina = await runAll('piscina');
  const withPool = await runAll('context-pool');
  report(withPiscina, withPool);
} finally {
  rmSync(base, { recursive: true, force: true });
}

/** The flags by which Node runs TypeScript. */
function loaderOf(/** @type {string} */ folder) {
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    const require = createRequire(from);
    for (const [flag, name] of [
      ['--import', 'tsx'],
      ['--require', 'ts-node/register'],
    ]) {
      try {
        const file = require.resolve(name);
        return [`${flag}=${flag === '--import' ? new URL(`file://${file}`).href : file}`];
      } catch {}
    }
  }
  throw new Error(`Expected tsx or ts-node to be installed in ${folder}: install its dependencies`);
}

/** @param {'piscina' | 'context-pool'} kind @returns {Promise<Outcomes>} */
async function runAll(kind) {
  const folder = makeFolder(join(base, kind), kind, checkout);
  /** @type {Outcomes} */
  const outcomes = new Map();
  const rest = files.values();
  // One file after another, in as many lanes as there are processors.
  const lane = async () => {
    for (const file of rest) {
      // oxlint-disable-next-line no-await-in-loop -- files of one lane do not run at once
      const { output, code } = await run(join(folder, 'test', file), folder);
      const found = read(output, file);
      // A file that ends early, or hangs, has failed as well.
      if (code !== 0 && [...found.values()].every(Boolean)) found.set(`${file}: (the file)`, false);
      for (const [title, passed] of found) outcomes.set(title, passed);
      if (process.env.SUITE_VERBOSE && code !== 0) console.log(`--- ${kind} ${file}\n${output}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, lane));
  return outcomes;
}

/** @returns {Promise<{ output: string, code: number | null }>} */
function run(/** @type {string} */ file, /** @type {string} */ cwd) {
  const env = { ...process.env, TS_NODE_TRANSPILE_ONLY: 'true', TAP: '1', NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['--test-reporter=tap', ...loader, file], { cwd, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const limit = setTimeout(() => child.kill('SIGKILL'), MOST);
  return new Promise((done) => {
    child.on('close', (code) => {
      clearTimeout(limit);
      done({ output, code });
    });
  });
}

/** Reads the tests of a file from its TAP. Assertions and subtests are indented. @returns {Outcomes} */
function read(/** @type {string} */ tap, /** @type {string} */ file) {
  /** @type {Outcomes} */
  const outcomes = new Map();
  for (const [, not, title = '', directive] of tap.matchAll(
    /^(not )?ok \d+ - (.*?)(?: # (SKIP|TODO|time=).*)?$/gim,
  )) {
    if (directive !== undefined && /skip|todo/i.test(directive)) continue;
    outcomes.set(`${file}: ${title.trim()}`, not === undefined);
  }
  return outcomes;
}

function titlesOf(/** @type {Outcomes} */ outcomes) {
  return [...outcomes].filter(([, isPassed]) => isPassed).map(([title]) => title);
}

/** @param {Outcomes} withPiscina @param {Outcomes} withPool */
function report(withPiscina, withPool) {
  const passing = titlesOf(withPiscina);
  const failing = [...withPiscina].filter(([, isPassed]) => !isPassed).map(([title]) => title);
  const lost = passing.filter((title) => withPool.get(title) !== true);
  const expected = lost.filter((title) => byDesign.has(title));
  const unexpected = lost.filter((title) => !byDesign.has(title));
  console.log(`with Piscina:     ${passing.length} pass of ${withPiscina.size}`);
  for (const title of failing) console.log(`  fails with Piscina itself: ${title}`);
  console.log(
    `with ContextPool: ${passing.length - lost.length} of these ${passing.length} pass, ${expected.length} differ by design`,
  );
  for (const title of expected) console.log(`  by design: ${title}\n    ${byDesign.get(title)}`);
  for (const title of unexpected) console.log(`  DIFFERS: ${title}`);
  if (unexpected.length > 0 || passing.length === 0) process.exitCode = 1;
}
