// @ts-check
// Breaks the sources on purpose, one place at a time, in a copy of the workspace, and checks that a test notices.
//   --only http/internal/path-of   Only mutants with this in the path of their source. Several, separated by commas.
//   --count 10                     So many mutants, chosen at random.
//   --seed 7                       Chooses the same ones again.
//   --all                          All mutants, whatever --count says.
//   --known                        Also those that are listed as equivalent.
//   --unproven                     Does not run the tests without a mutant first.
//   --jobs 1                       How many run at once: 1 or 2. 2 by default.
//   --check                        Tries none. Only checks that each mutant still has its text in its source.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { copyTree } from './copy-tree.mjs';
import { choose, expectCurrent, mutants } from './choose.mjs';
import { runTests } from './run-tests.mjs';

/** @typedef {import('./mutants-of.mjs').Mutant} Mutant */
/** @typedef {{ mutant: Mutant, fate: 'killed' | 'survived' | 'not built' | 'known', seconds: number, output: string }} Result */

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    count: { type: 'string' },
    all: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
    check: { type: 'boolean', default: false },
    known: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    unproven: { type: 'boolean', default: false },
  },
});

expectCurrent(root);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const jobs = Math.min(Math.max(Number(values.jobs) || 2, 1), 2);
const chosen = choose({ ...values, seed });
if (values.check) console.log(`Each of ${mutants.length} mutants has its text in the sources`);
else await main();

async function main() {
  if (values.count !== undefined)
    console.log(`Seed ${seed}: pnpm mutate --count ${values.count} --seed ${seed}`);
  const tried = chosen.filter(({ equivalent }) => values.known || equivalent === undefined);
  const copies = Array.from({ length: jobs }, () => copyTree(root));
  // Copies are large: none is left behind, however this ends.
  process.on('exit', () => copies.forEach(({ remove }) => remove()));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => process.exit(1));
  // `--unproven` skips the run without a mutant, for tests that are known to pass.
  if (!values.unproven)
    await expectPassing(
      copies.map(({ path }) => path),
      tried,
    );

  /** @type {Result[]} */
  const results = [];
  const left = [...tried];
  // At most two at once, each in its own copy.
  await Promise.all(copies.map(({ path }) => work(path, left, results)));
  report(results);
}

/** Throws unless all tests of the mutants pass without a mutant. Otherwise each mutant would look killed. */
async function expectPassing(
  /** @type {string[]} */ copies,
  /** @type {readonly Mutant[]} */ tried,
) {
  const folders = [...new Set(tried.map(({ testFolder }) => testFolder))];
  const next = async (/** @type {string} */ copy) => {
    for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
      const name = folder;
      const own = tried.filter((mutant) => mutant.testFolder === name);
      const tests = [...new Set(own.flatMap((mutant) => mutant.tests))];
      const { outcome, output } = await runTests(copy, name, tests, {
        isWhole: true,
        isBuilt: own.some(({ isBuilt }) => isBuilt),
      });
      if (outcome !== 'passed') {
        console.log(output);
        throw new Error(
          `Expected the tests of ${name} to pass without a mutant, but they ${outcome}`,
        );
      }
      console.log(`${name}: ${tests.length} test files pass without a mutant`);
    }
  };
  await Promise.all(copies.map(next));
}

async function work(
  /** @type {string} */ copy,
  /** @type {Mutant[]} */ left,
  /** @type {Result[]} */ results,
) {
  for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
    const result = await run(copy, mutant);
    results.push(result);
    const { fate, seconds } = result;
    console.log(`${fate.padEnd(9)} ${seconds.toFixed(0).padStart(3)} s  ${labelOf(mutant)}`);
  }
}

/** @returns {Promise<Result>} */
async function run(/** @type {string} */ copy, /** @type {Mutant} */ mutant) {
  const path = join(copy, mutant.folder, mutant.file);
  const source = readFileSync(path, 'utf8');
  const began = performance.now();
  writeFileSync(
    path,
    source.replace(mutant.find, () => mutant.replace),
  );
  try {
    const { outcome, output } = await runTests(copy, mutant.testFolder, mutant.tests, mutant);
    const survived = mutant.equivalent === undefined ? 'survived' : 'known';
    const fate = outcome === 'passed' ? survived : outcome === 'not built' ? 'not built' : 'killed';
    return { mutant, fate, seconds: (performance.now() - began) / 1000, output };
  } finally {
    writeFileSync(path, source);
  }
}

function labelOf(/** @type {Mutant} */ { folder, file, find }) {
  return `${folder}/${file}: ${find.trim().split('\n')[0]?.slice(0, 90)}`;
}

function report(/** @type {Result[]} */ results) {
  const count = (/** @type {Result['fate']} */ fate) =>
    results.filter((each) => each.fate === fate).length;
  const listed = chosen.filter(({ equivalent }) => equivalent !== undefined);
  console.log();
  for (const { mutant, fate, output } of results) {
    if (fate === 'not built') console.log(`${output}\n`);
    if (fate === 'survived' || fate === 'not built')
      console.log(
        `${fate.toUpperCase()} ${labelOf(mutant)}\n  becomes: ${mutant.replace}\n  tests: ${mutant.tests.join(' ')}\n`,
      );
    if (fate === 'killed' && mutant.equivalent !== undefined)
      console.log(`KILLED, but listed as equivalent: ${labelOf(mutant)}\n`);
  }
  const wrong = count('survived') + count('not built');
  console.log(
    `${results.length} mutants tried: ${count('killed')} killed, ${count('survived')} survived, ${count('not built')} not built.\n` +
      `Of the ${chosen.length} chosen, ${listed.length} are listed as equivalent: no test can notice them. ` +
      `\`--known\` tries these too.`,
  );
  process.exitCode = wrong > 0 ? 1 : 0;
}
