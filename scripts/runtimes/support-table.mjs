// @ts-check
// Writes the table of support in README.md and the list of differences in docs/runtimes.md, from results.json and
// differences.json. `--check` writes nothing, and fails if one of them is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root, testedPackages, TOOLS } from '../packages.mjs';
import { otherRuntimes, runtimes, workerdVersion } from '../runtimes.mjs';
import { differences, leftOut } from './differences.mjs';
import { knownOn } from './judge.mjs';

/**
 * @typedef {{ passed: number, differing: number, open: number }} Cell
 * @typedef {Record<string, { version: string, packages: Record<string, Cell> }>} Results By runtime.
 *
 * @typedef {object} Ran
 * @property {import('../runtimes.mjs').Runtime} runtime
 * @property {string} name The package.
 * @property {readonly string[]} files
 * @property {readonly string[]} faults
 * @property {number} passed
 * @property {number} differing
 * @property {number} open
 * @property {number} workerd
 */

const file = fileURLToPath(new URL('results.json', import.meta.url));
/** The Node on whose run of core the tests of workerd count. */
const HOST_OF_WORKERD = '24';
const TITLES = new Map([
  ...runtimes.map(({ name }) => /** @type {const} */ ([name, `Node ${name}`])),
  ['24 --no-async-context-frame', 'Node 24 without AsyncContextFrame'],
  ['bun', 'Bun'],
  ['deno', 'Deno'],
  ['workerd', 'workerd'],
]);

/** Puts the results of packages that ran as a whole, and without a fault, into the tables. */
export function writeResults(/** @type {readonly Ran[]} */ ran) {
  const results = read();
  for (const { runtime, name, files, faults, passed, differing, open, workerd } of ran) {
    if (files.length > 0 || faults.length > 0) {
      console.log(
        `Not written: ${name} on ${runtime.name}, which ${files.length > 0 ? 'ran only in part' : 'failed'}`,
      );
      continue;
    }
    put(results, runtime, name, { passed, differing, open });
    if (runtime.name === HOST_OF_WORKERD && workerd > 0)
      put(results, { name: 'workerd', version: workerdVersion() }, name, {
        passed: workerd,
        differing: 0,
        open: 0,
      });
  }
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  for (const [page, text] of pages(results)) writeFileSync(join(root, page), text);
}

/**
 * @param {Results} results
 * @param {{ name: string, version: string }} runtime
 * @param {string} name
 * @param {Cell} cell
 */
function put(results, { name: runtime, version }, name, cell) {
  const known = results[runtime]?.packages ?? {};
  const sorted = Object.entries({ ...known, [name]: cell }).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  results[runtime] = { version, packages: Object.fromEntries(sorted) };
}

/** @returns {Results} */
function read() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Returns the pages as they have to be. */
function pages(/** @type {Results} */ results) {
  return [
    ['README.md', 'support', supportTable(results)],
    ['docs/runtimes.md', 'differences', listOfDifferences()],
  ].map(([page = '', name = '', block = '']) => {
    const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
    const text = readFileSync(join(root, page), 'utf8');
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined)
      throw new Error(`Expected ${begin} and ${end} in ${page}`);
    return /** @type {const} */ ([page, `${before}${begin}\n\n${block}\n\n${end}${after}`]);
  });
}

function supportTable(/** @type {Results} */ results) {
  const names = testedPackages().filter((name) => !TOOLS.has(name));
  const columns = [...TITLES].filter(([runtime]) => results[runtime] !== undefined);
  const versions = columns.map(([runtime, title]) => `${title}: ${results[runtime]?.version}`);
  const rows = names.map((name) =>
    [`\`${name}\``].concat(columns.map(([runtime]) => cellOf(results, runtime, name))),
  );
  return tableOf([['tests of', ...columns.map(([, title]) => title)], ...rows]).concat(
    `\n\nEach cell: how many tests passed, and how many fail because the runtime [differs from Node](docs/runtimes.md#what-differs). Unexplained: nobody has found the cause yet. A dash: not run as a whole, or a failure that is not listed. ${versions.join(', ')}.`,
  );
}

function cellOf(
  /** @type {Results} */ results,
  /** @type {string} */ runtime,
  /** @type {string} */ name,
) {
  const cell = results[runtime]?.packages[name];
  if (cell === undefined) return '–';
  const { passed, differing, open } = cell;
  if (differing === 0) return `${passed}`;
  return `${passed}, ${differing} differ${open > 0 ? ` (${open} unexplained)` : ''}`;
}

function listOfDifferences() {
  const rows = differences.flatMap(({ what, document, tests }) =>
    Object.entries(tests).map(([runtime, names]) => {
      const files = Object.values(names).flatMap((one) => Object.values(one).flat());
      return [
        TITLES.get(runtime) ?? runtime,
        what,
        Object.keys(names).join(', '),
        `${files.length}`,
        document === undefined ? 'unexplained' : linkTo(document),
      ];
    }),
  );
  const omitted = Object.entries(leftOut).flatMap(([runtime, names]) =>
    Object.entries(names).map(([name, { what, document }]) => [
      TITLES.get(runtime) ?? runtime,
      what,
      name,
      'not run',
      linkTo(document),
    ]),
  );
  const sorted = [...rows, ...omitted].toSorted(([a = ''], [b = '']) =>
    a < b ? -1 : a === b ? 0 : 1,
  );
  return tableOf([
    ['runtime', 'what differs from Node', 'packages', 'tests', 'described in'],
    ...sorted,
  ]);
}

function linkTo(/** @type {string} */ document) {
  return `[${document.startsWith('https://github.com/') ? 'issue' : 'page'}](${document})`;
}

/** Aligns the columns as the formatter does. */
function tableOf(/** @type {string[][]} */ rows) {
  const [head = []] = rows;
  const widths = head.map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map(
    (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`,
  );
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return lines.join('\n');
}

/** @returns {string[]} */
function faultsOf(/** @type {Results} */ results) {
  const names = testedPackages();
  const unlike = otherRuntimes.flatMap(({ name: runtime }) =>
    names
      .filter((name) => {
        const cell = results[runtime]?.packages[name];
        return cell !== undefined && cell.differing > knownOn(runtime, name).size;
      })
      .map(
        (name) =>
          `results.json has more differences of ${name} on ${runtime} than differences.json lists`,
      ),
  );
  const stale = pages(results)
    .filter(([page, text]) => readFileSync(join(root, page), 'utf8') !== text)
    .map(([page]) => `${page} does not match results.json and differences.json`);
  return [...unlike, ...stale];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = read();
  if (process.argv.includes('--check')) {
    const faults = faultsOf(results);
    for (const fault of faults)
      console.log(
        `${fault}: run \`node scripts/runtimes/support-table.mjs\`, or measure again with \`pnpm test:runtimes --write\``,
      );
    process.exitCode = faults.length > 0 ? 1 : 0;
  } else writeResults([]);
}
